// SPDX-License-Identifier: BSL-1.0
// How the page of a report looks: one column of text, figures as wide, light or dark as the reader has it.
#pragma once

#include <string_view>

inline constexpr std::string_view page_style = R"(
:root { color-scheme: light dark; --paper: #fff; --ink: #222; --faint: #666; --rule: #ddd; --accent: #0072b2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161616; --ink: #e4e4e4; --faint: #a0a0a0; --rule: #3a3a3a; --accent: #56b4e9; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 47.5rem; padding: 3rem 1.25rem 2rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "DejaVu Serif", serif;
  overflow-wrap: anywhere; }
h1 { margin: 0 0 .4rem; font-size: 1.7rem; font-weight: 600; line-height: 1.25; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.1rem; font-weight: 600; }
p { margin: 0 0 .75rem; }
.lede, figcaption { color: var(--faint); }
.fault { color: var(--ink); border-left: 3px solid #d55e00; padding-left: .75rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(6rem, 1fr)); gap: 1rem 1.25rem;
  margin: 1.75rem 0 0; border-top: 1px solid var(--rule); padding-top: 1rem; }
.figures div { display: flex; flex-direction: column; }
.figures dt { color: var(--faint); font-size: .85rem; line-height: 1.3; }
.figures dd { order: -1; margin: 0; font-size: 1.3rem; line-height: 1.4; white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
figure { margin: 0; }
figcaption { font-size: .85rem; margin-bottom: .25rem; }
.wide svg, .narrow svg { width: 100%; height: auto; }
.narrow { display: none; }
pre { margin: 0; padding: 0 0 0 1rem; border-left: 1px solid var(--rule); white-space: pre-wrap;
  font: .85rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre b { color: var(--accent); font-weight: 600; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums lining-nums; }
th, td { padding: .2rem 1.5rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: normal; color: var(--faint); overflow-wrap: normal; }
.facts { width: 100%; }
.facts th { width: 14rem; }
.numbers th, .numbers td { text-align: right; }
summary { cursor: pointer; color: var(--faint); font-size: .85rem; margin: .5rem 0; }
.maps { display: flex; flex-wrap: wrap; gap: 1.75rem 2rem; }
.maps figure { max-width: 100%; }
.scroll { overflow-x: auto; }
.scale { display: flex; align-items: center; gap: .5rem; font-size: .85rem; color: var(--faint); margin-bottom: 1.25rem; }
footer { margin-top: 3rem; color: var(--faint); font-size: .85rem; }
@media (max-width: 37rem) {
  body { padding-top: 1.5rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .facts th { width: 9rem; }
  th, td { padding-right: .75rem; }
}
@media print { body { padding: 0; } figure { break-inside: avoid; } }
)";
