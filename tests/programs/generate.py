#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Programs of nested operations, drawn at random, as tests: each is evaluated lazily, in one statement, and with a
statement for every operation. Values and gradients must agree.

usage: generate.py --seed N --programs N OUTPUT.cpp"""

import argparse
import random

EXTENTS = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33]  # around the widths of packs
MOST_ELEMENTS = 8000


def product(extents):
    n = 1
    for e in extents:
        n *= e
    return n


def broadcast(a, b):
    """The shape in which two meet, or None."""
    rank = max(len(a), len(b))
    a, b = (1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b
    if any(x != y and 1 not in (x, y) for x, y in zip(a, b)):
        return None
    return tuple(max(x, y) for x, y in zip(a, b))


def constants(numbers):
    return ", ".join(f"{n}_c" for n in numbers)


def extents(shape):
    return "".join(f", {e}" for e in shape)


class Value:
    def __init__(self, code, shape):
        self.code, self.shape = code, tuple(shape)


FUNCTIONS = [
    "{0} * 0.5 + 1", "-{0}", "square({0})", "tanh({0})", "sigmoid({0})", "exp(tanh({0}))", "tenon::abs({0} + 0.1)",
    "relu({0})", "leaky_relu({0})", "gelu({0})", "gelu_tanh({0})", "silu({0})", "elu({0})", "softplus({0})",
    "logsigmoid({0})", "tenon::erf({0})", "tenon::sin({0})", "tenon::cos({0})", "tenon::log1p(square({0}))",
    "tenon::expm1(tanh({0}))", "tenon::sqrt(1 + square({0}))", "rsqrt(1 + square({0}))", "reciprocal(2 + square({0}))",
    "clamp({0}, -0.5, 0.7)", "pow(tenon::abs({0}) + 0.5, 1.7)", "masked_fill({0}, {0} > 0.6, 0.3)"]
PAIRS = [
    "{0} + {1}", "{0} * {1}", "{0} - {1}", "maximum({0}, {1})", "minimum({0}, {1})", "{0} / (1 + square({1}))",
    "{0} * {1} + {0}", "where({0} > {1}, {0}, {1} * 2)"]
LOSSES = [
    "mse_loss({0}, {1} + 0.3)", "huber_loss({0}, {1} * 2)", "l1_loss({0}, {1} + 1)", "smooth_l1_loss({0}, {1} * 2)",
    "binary_cross_entropy_with_logits({0}, sigmoid({1}))"]
# along a dimension, which stays
ROWS = [
    "softmax({0}, {1})", "log_softmax({0}, {1})", "layer_norm({0})", "normalize({0} + 2, {1})", "cumsum({0}, {1})",
    "{0} - mean({0}, {1}, keepdim)", "{0} / sum(tenon::abs({0}) + 0.5, {1}, keepdim)", "{0} - amax({0}, {1}, keepdim)",
    "softmax({0}, {1}) * {0}", "logsumexp({0}, {1}, keepdim) - {0}", "sort({0}, {1}).values", "flip({0}, {1})",
    "roll({0}, 2_c, {1})", "roll({0}, c<-3>, {1})"]
# along a dimension, which goes, or stays with extent 1
REDUCTIONS = [
    "sum({0}, {1}{2})", "mean({0}, {1}{2})", "amax({0}, {1}{2})", "amin({0}, {1}{2})", "logsumexp({0}, {1}{2})",
    "var({0}, {1}, biased{2})", "norm({0} + 3, {1}{2})", "max({0}, {1}{2}).values"]
# along the last dimension of two of one shape, which goes
DISTANCES = ["cosine_similarity({0} + 1, {1} + 2, -1_c)", "sum({0} * {1}, -1_c)", "norm({0} - {1} - 3, -1_c)"]


class Program:
    """Operations on values; each method returns a new value, or None where it does not apply."""

    def __init__(self, draw):
        self.draw = draw
        self.leaves = [Value(f"p{i}", self.leaf_shape()) for i in range(draw.randint(1, 3))]
        self.values = list(self.leaves)
        self.statements = []
        weights = {
            5: [self.reduction], 4: [self.function, self.pair, self.row],
            2: [self.reduction_of_two, self.permute, self.narrow, self.select, self.expand, self.matmul],
            1: [self.reduction_of_all, self.loss, self.distance, self.distances, self.unsqueeze, self.cat, self.stack,
                self.chunk, self.reshape, self.repeat, self.pad, self.unfold, self.triangle, self.topk, self.gram,
                self.einsum, self.pool, self.convolve]}
        operations = [o for weight, some in weights.items() for o in some for _ in range(weight)]
        wanted = draw.randint(3, 7)
        while len(self.statements) < wanted:
            last = self.values[-1:] if draw.random() < 0.8 else self.values  # mostly one chain
            new = draw.choice(operations)(draw.choice(last))
            if new is None or len(new.shape) > 5 or product(new.shape) > MOST_ELEMENTS:
                continue
            name = f"n{len(self.statements)}"
            self.statements.append(f"[[maybe_unused]] const auto {name} = step({new.code});")
            self.values.append(Value(name, new.shape))

    def leaf_shape(self):
        while True:
            shape = tuple(self.draw.choice(EXTENTS) for _ in range(self.draw.choice([1, 2, 2, 3, 3, 4])))
            if product(shape) <= 3000:
                return shape

    def some_dim(self, shape):
        """A dimension and how it is written: counted from the front or from the end."""
        d = self.draw.randrange(len(shape))
        return d, f"{d - (len(shape) if self.draw.random() < 0.3 else 0)}_c"

    def partner(self, fits):
        found = [v for v in self.values if fits(v)]
        return self.draw.choice(found) if found else None

    def alike(self, x):
        return self.partner(lambda v: v.shape == x.shape)

    # element by element
    def function(self, x):
        return Value(self.draw.choice(FUNCTIONS).format(x.code), x.shape)

    def pair(self, x):
        y = self.partner(lambda v: broadcast(x.shape, v.shape) is not None)
        return Value(self.draw.choice(PAIRS).format(x.code, y.code), broadcast(x.shape, y.shape))

    # along dimensions
    def row(self, x):
        return Value(self.draw.choice(ROWS).format(x.code, self.some_dim(x.shape)[1]), x.shape) if x.shape else None

    def reduction(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        keeps = self.draw.random() < 0.25
        code = self.draw.choice(REDUCTIONS).format(x.code, written, ", keepdim" if keeps else "")
        return Value(code, x.shape[:d] + ((1,) if keeps else ()) + x.shape[d + 1:])

    def reduction_of_two(self, x):
        if len(x.shape) < 2:
            return None
        gone = sorted(self.draw.sample(range(len(x.shape)), 2))
        name = self.draw.choice(["sum", "mean", "amax"])
        return Value(f"{name}({x.code}, dims({constants(gone)}))",
                     [e for d, e in enumerate(x.shape) if d not in gone])

    def reduction_of_all(self, x):
        return Value(f"{self.draw.choice(['sum', 'mean', 'amax'])}({x.code})", ())

    def loss(self, x):
        return Value(self.draw.choice(LOSSES).format(x.code, self.alike(x).code), ())

    def distance(self, x):
        if not x.shape:
            return None
        return Value(self.draw.choice(DISTANCES).format(x.code, self.alike(x).code), x.shape[:-1])

    def distances(self, x):
        if len(x.shape) != 2:
            return None
        y = self.partner(lambda v: len(v.shape) == 2 and v.shape[1] == x.shape[1])
        return Value(f"cdist({x.code}, {y.code} * 2 + 1)", (x.shape[0], y.shape[0]))

    def topk(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        k = self.draw.randint(1, x.shape[d])
        return Value(f"topk({x.code}, {k}_c, {written}).values", x.shape[:d] + (k,) + x.shape[d + 1:])

    def pool(self, x):
        if len(x.shape) not in (2, 3) or x.shape[-1] < 3:
            return None
        return Value(f"{self.draw.choice(['max', 'avg'])}_pool1d<2>({x.code})", x.shape[:-1] + (x.shape[-1] // 2,))

    # arrangements
    def permute(self, x):
        order = list(range(len(x.shape)))
        self.draw.shuffle(order)
        return Value(f"permute({x.code}, {constants(order)})", [x.shape[d] for d in order]) if len(order) > 1 else None

    def narrow(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        length = self.draw.randint(1, x.shape[d])
        start = self.draw.randint(0, x.shape[d] - length)
        return Value(f"narrow({x.code}, {written}, {start}_c, {length}_c)", x.shape[:d] + (length,) + x.shape[d + 1:])

    def select(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        return Value(f"select({x.code}, {written}, {self.draw.randrange(x.shape[d])}_c)", x.shape[:d] + x.shape[d + 1:])

    def unsqueeze(self, x):
        d = self.draw.randint(0, len(x.shape))
        return Value(f"unsqueeze({x.code}, {d}_c)", x.shape[:d] + (1,) + x.shape[d:])

    def expand(self, x):
        d = self.draw.randint(0, len(x.shape))
        shape = x.shape[:d] + (self.draw.choice([2, 3, 5]),) + x.shape[d:]
        return Value(f"expand(unsqueeze({x.code}, {d}_c), {constants(shape)})", shape)

    def repeat(self, x):
        if not x.shape:
            return None
        times = [self.draw.choice([1, 1, 2, 3]) for _ in x.shape]
        return Value(f"repeat({x.code}, {constants(times)})", [n * e for n, e in zip(times, x.shape)])

    def cat(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        others = x.shape[:d] + x.shape[d + 1:]
        y = self.partner(lambda v: len(v.shape) == len(x.shape) and v.shape[:d] + v.shape[d + 1:] == others)
        return Value(f"cat({x.code}, {y.code}, {written})", x.shape[:d] + (x.shape[d] + y.shape[d],) + x.shape[d + 1:])

    def stack(self, x):
        d = self.draw.randint(0, len(x.shape))
        return Value(f"stack({x.code}, {self.alike(x).code} * 2, {d}_c)", x.shape[:d] + (2,) + x.shape[d:])

    def chunk(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        if x.shape[d] % 2 != 0:
            return None
        return Value(f"std::get<{self.draw.randint(0, 1)}>(chunk({x.code}, 2_c, {written}))",
                     x.shape[:d] + (x.shape[d] // 2,) + x.shape[d + 1:])

    def reshape(self, x):
        if len(x.shape) < 2:
            return None
        d = self.draw.randrange(len(x.shape) - 1)
        shape = x.shape[:d] + (x.shape[d] * x.shape[d + 1],) + x.shape[d + 2:]
        return Value(f"reshape({x.code}, {constants(shape)})", shape)

    def pad(self, x):
        if not x.shape:
            return None
        before, after = self.draw.randint(0, 3), self.draw.randint(0, 3)
        return Value(f"pad({x.code}, sizes({before}_c, {after}_c))", x.shape[:-1] + (before + x.shape[-1] + after,))

    def unfold(self, x):
        if not x.shape:
            return None
        d, written = self.some_dim(x.shape)
        size, step = self.draw.randint(2, 3), self.draw.randint(1, 2)
        if x.shape[d] < size:
            return None
        return Value(f"unfold({x.code}, {written}, {size}_c, {step}_c)",
                     x.shape[:d] + ((x.shape[d] - size) // step + 1,) + x.shape[d + 1:] + (size,))

    def triangle(self, x):
        if len(x.shape) < 2:
            return None
        return Value(f"{self.draw.choice(['tril', 'triu'])}({x.code}, c<{self.draw.randint(-2, 2)}>)", x.shape)

    # products
    def gram(self, x):
        if len(x.shape) < 2:
            return None
        return Value(f"matmul({x.code}, transpose({x.code}, -1_c, -2_c)) * 0.1", x.shape[:-1] + x.shape[-2:-1])

    def matmul(self, x):
        if len(x.shape) < 2:
            return None
        y = self.partner(lambda v: len(v.shape) > 1 and v.shape[-2] == x.shape[-1]
                         and broadcast(x.shape[:-2], v.shape[:-2]) is not None)
        if y is None:
            return None
        batch = broadcast(x.shape[:-2], y.shape[:-2])
        return Value(f"matmul({x.code}, {y.code}) * 0.1", batch + (x.shape[-2], y.shape[-1]))

    def einsum(self, x):
        if not 0 < len(x.shape) < 5:
            return None
        letters = "abcd"[:len(x.shape)]
        kept = [letter for letter in letters if self.draw.random() < 0.6]
        self.draw.shuffle(kept)
        result = "".join(kept)
        code = self.draw.choice([f'einsum<"{letters}->{result}">({x.code})',
                                 f'einsum<"{letters},{letters}->{result}">({x.code}, {self.alike(x).code})'])
        return Value(code + " * 0.1", [x.shape[letters.index(letter)] for letter in kept])

    def convolve(self, x):
        if len(x.shape) != 3:
            return None
        y = self.partner(lambda v: len(v.shape) == 3 and v.shape[1] == x.shape[1] and v.shape[2] <= x.shape[2])
        return Value(f"conv1d({x.code}, {y.code}) * 0.1", (x.shape[0], y.shape[0], x.shape[2] - y.shape[2] + 1))

    def text(self, name, seed):
        result = self.values[-1]
        parameters = ", ".join(f"[[maybe_unused]] const auto& {leaf.code}" for leaf in self.leaves)
        lines = ["namespace {", f"struct {name} {{",
                 f"  template <class Step> auto operator()(Step step, {parameters}) const {{"]
        lines += ["    " + s for s in self.statements]
        lines += [f"    return {result.code};", "  }", "};", "} // namespace", "",
                  f'TEST_CASE("{name} of seed {seed}") {{']
        shapes = ", ".join(f"Tensor<double{extents(leaf.shape)}>" for leaf in self.leaves)
        lines += [f"  check<{shapes}>({name}());", "}", ""]
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--programs", type=int, required=True)
    parser.add_argument("output")
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    with open(arguments.output, "w", encoding="utf-8") as out:
        out.write('#include "program.hpp"\n\n')
        for number in range(arguments.programs):
            out.write(Program(draw).text(f"program_{number}", arguments.seed))
            out.write("\n")


if __name__ == "__main__":
    main()
