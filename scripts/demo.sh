#!/bin/bash
# SPDX-License-Identifier: BSL-1.0
# usage: demo.sh [ARGUMENT...]
# Builds the language-modelling example with one model, GPT with 0.9 million parameters, and runs it with settings for
# a text of a megabyte and these arguments, which go before (--help lists them). Without any it trains on the project's
# own headers and guides. What it learns and reports is kept in build/demo/run unless --output_dir is given.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

"$root/scripts/packages.sh" g++ cmake ninja-build libboost-dev libcli11-dev nlohmann-json3-dev libutf8proc-dev

# Stays in the caller's directory, to which the paths among the arguments refer.
cmake -S "$root" --preset demo -DTENON_LANGUAGE_MODELS=gpt/small --log-level=WARNING >/dev/null
cmake --build "$root/build/demo" --target language_modeling
run=$root/build/demo/run
case " $* " in
  *" --output_dir"* | *" --help "*) keep=() ;;
  *" --resume "*) keep=(--output_dir "$run") ;;
  *) keep=(--output_dir "$run" --overwrite_output_dir) ;;
esac
"$root/build/demo/examples/language_modeling/language_modeling" --config small --max_steps 1500 \
  --per_device_train_batch_size 16 --learning_rate 2e-3 --lr_scheduler_type cosine --warmup_steps 100 \
  --weight_decay 0.1 --adam_beta2 0.99 --logging_steps 25 --eval_steps 500 "${keep[@]}" "$@"
[ $# -gt 0 ] || cat <<END

Next: scripts/demo.sh --generate "template <"              what the model makes of a beginning of yours
      scripts/demo.sh --train_data_file YOUR_TEXT          learn another text
      docs/language_modeling.md                            all that the program can do
END
