// SPDX-License-Identifier: BSL-1.0
// The checkpoints of a run: OUTPUT_DIR/checkpoint-STEP.safetensors.
#pragma once

#include "model.hpp"

#include <functional>

struct Checkpoint {
  long step;
  std::string path;
};

// of a directory, the newest first; none where there is no such directory
std::vector<Checkpoint> list_checkpoints(const std::string& directory);

// load(checkpoint) for the newest that is whole. Throws usage_error where there is none, or where it is of another
// model, and file_error where none is whole.
Checkpoint load_newest(const std::string& directory, const Notes& notes,
                       const std::function<void(const Checkpoint&)>& load);

// Makes the directory, and removes what an earlier run has left there: checkpoints after `step`, temporary files.
// Throws file_error.
void prepare_directory(const std::string& directory, long step);

// Removes all but the newest `limit` checkpoints; 0 keeps all.
void rotate_checkpoints(const std::string& directory, std::size_t limit);
