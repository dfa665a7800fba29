// SPDX-License-Identifier: BSL-1.0
#pragma once

extern long allocations;     // calls of operator new in this program
extern long allocated_bytes; // what these asked for
