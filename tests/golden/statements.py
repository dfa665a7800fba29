# SPDX-License-Identifier: BSL-1.0
"""Says in tenon's language what each golden case computes.

statement_of(case) answers a Statement, or a Skipped with the reason why the case does not run.
Cases whose statements are equal differ in their numbers only and share one instantiation.
"""
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """C++ text. It is compared as text, so nothing in it may depend on the numbers of a case."""

    inputs: tuple = ()  # declarations of the operands
    value: str = ""  # the body of a function that returns y
    gradients: tuple = ()  # names of the parameters among the operands
    after: tuple = ()  # what else is checked
    covers: frozenset = frozenset()  # outputs that are compared, where not just y and the gradients
    throws: str = ""  # the exception that value throws
    rejected: str = ""  # a concept of shapes that must not hold
    header: str = "golden.hpp"  # of what it needs
    seconds: float = 1.0  # roughly, to compile it for float and double


@dataclass(frozen=True)
class Skipped:
    reason: str


def size(shape):
    return "".join(f", {n}" for n in shape)


def constants(numbers):
    return ", ".join(f"c<{n}>" for n in numbers)


def parameter(name, shape):
    return f'const Parameter<T{size(shape)}> {name} = e.input<T{size(shape)}>("{name}");'


def tensor(name, shape, element="T"):
    return f'const auto {name} = e.input<{element}{size(shape)}>("{name}");'


def type_of(case, name):
    return f"Tensor<float{size(shape(case, name))}>"


def shape(case, name):
    return case["inputs"][name]["shape"]


def differentiable(case, value, *names, seconds, inputs=(), **rest):
    """A statement whose operands are parameters, besides the given inputs."""
    return Statement(tuple(parameter(n, shape(case, n)) for n in names) + tuple(inputs), value, names,
                     seconds=seconds, **rest)


# softmax, reductions

def row_function(case):
    return differentiable(case, f"{case['op']}(x, c<{case['args']['dim']}>)", "x", seconds=2.4)


REDUCTIONS = {"var_biased": ("var", "biased"), "std": ("stddev", "")}


def reduction(case):
    name, tag = REDUCTIONS.get(case["op"], (case["op"], ""))
    dim = case["args"]["dim"]
    if dim is None:
        dims = ""
    else:
        dims = f"c<{dim[0]}>" if len(dim) == 1 else f"dims({constants(dim)})"
    if is_error(case):
        return Statement(rejected=f"can_reduce<{type_of(case, 'x')}{size(dim)}>")
    keep = "keepdim" if case["args"]["keepdim"] else ""
    arguments = ", ".join(a for a in ("x", tag, dims, keep) if a)
    return differentiable(case, f"{name}({arguments})", "x", seconds=3.0)


def argmax(case):
    return Statement((tensor("x", shape(case, "x")),), f"argmax(x, c<{case['args']['dim']}>)", seconds=1.0)


# distances

NORMS = {0.0: "c<0>", 1.0: "c<1>", 2.0: "c<2>", "inf": "infinity"}


def distance(case, norm):
    keep = ", keepdim" if case["args"].get("keepdim") else ""
    eps = ', e.number("eps")' if "eps" in case["args"] else ""
    return differentiable(case, f"{case['op']}(x1, x2, {norm}{eps}{keep})", "x1", "x2", seconds=2.5)


def distances(case):
    if is_error(case):
        a, b = shape(case, "x1"), shape(case, "x2")
        if case["op"] == "pairwise_distance":
            return Statement(rejected=f"can_broadcast<{type_of(case, 'x1')}, {type_of(case, 'x2')}>")
        if a[-1] != b[-1]:
            return Skipped("compile_fail/cdist_columns.cpp")
        inputs = tensor("x1", a), tensor("x2", b)
        return Statement(inputs, 'cdist(x1, x2, e.number("p"))', throws="std::invalid_argument")
    return distance(case, NORMS.get(case["args"]["p"], 'e.number("p")'))


# cross entropy

CLASS_ERRORS = {
    "error_target_too_big": "std::out_of_range",
    "error_target_negative": "std::out_of_range",
    "error_ignore_index_with_probabilities": "std::invalid_argument",
    "error_label_smoothing_above_one": "std::invalid_argument",
}


def classes(case):
    logits = shape(case, "logits")
    return logits[0 if len(logits) == 1 else 1]


def cross_entropy(case, plain=None):
    """Without options where the case has none; those cases run with the options' defaults as well."""
    args = case["args"]
    logits, target = shape(case, "logits"), shape(case, "target")
    numbers = case["inputs"]["target"]["dtype"] == "i64"
    if plain is None:
        plain = ("weight" not in case["inputs"] and not args.get("label_smoothing", 0)
                 and args.get("ignore_index", -100) == -100)
    if case["name"] == "error_batch_mismatch":
        return Skipped("compile_fail/cross_entropy_targets.cpp")
    inputs = [tensor("target", target, "std::int64_t")] if numbers else []
    names = ("logits",) if numbers else ("logits", "target")
    options = ""
    if not plain:
        inputs.append(f"const loss_options<T, {classes(case)}> given(e);")
        options = "given.value, "
    value = f"cross_entropy(logits, target, {options}reduction::{args['reduction']})"
    if is_error(case):
        return differentiable(case, value, *names, inputs=inputs, throws=CLASS_ERRORS[case["name"]], seconds=1.0)
    return differentiable(case, value, *names, inputs=inputs, seconds=5.0)


def causal_lm_loss(case):
    b, t, v = shape(case, "logits")
    n = b * (t - 1)
    logits = f"reshape(narrow(logits, c<1>, c<0>, c<{t - 1}>), c<{n}>, c<{v}>)"
    labels = f"reshape(narrow(labels, c<1>, c<1>, c<{t - 1}>), c<{n}>)"
    return differentiable(case, f"cross_entropy({logits}, {labels})", "logits",
                          inputs=[tensor("labels", (b, t), "std::int64_t")], seconds=5.0)


# products

def logits_xwb(case):
    return differentiable(case, "matmul(x, w) + b", "x", "w", "b", seconds=4.0)


def linear(case):
    if is_error(case):
        return Skipped("compile_fail/linear_bias.cpp")
    names = ("x", "w", "b") if case["args"]["bias"] else ("x", "w")
    return differentiable(case, f"linear({', '.join(names)})", *names, seconds=4.0)


def matmul(case):
    if is_error(case):
        return Statement(rejected=f"can_matmul<{type_of(case, 'a')}, {type_of(case, 'b')}>")
    return differentiable(case, "matmul(a, b)", "a", "b", seconds=3.0)


# elementwise

FUNCTIONS = {"gelu_erf": "gelu(x)", "neg": "-x"}
OPERATORS = {"add": "a + b", "sub": "a - b", "mul": "a * b", "div": "a / b"}


def elementwise(case):
    op = case["op"]
    if "x" in case["inputs"]:
        return differentiable(case, FUNCTIONS.get(op, f"{op}(x)"), "x", seconds=0.8)
    if is_error(case):
        return Statement(rejected=f"can_broadcast<{type_of(case, 'a')}, {type_of(case, 'b')}>")
    return differentiable(case, OPERATORS.get(op, f"{op}(a, b)"), "a", "b", seconds=1.0)


def embedding(case):
    padding = "" if case["args"]["padding_idx"] is None else ', {.padding_idx = static_cast<index>(e.number("padding_idx"))}'
    inputs = [tensor("ids", shape(case, "ids"), "std::int64_t")]
    throws = "std::out_of_range" if is_error(case) else ""
    return differentiable(case, f"embedding(ids, weight{padding})", "weight", inputs=inputs, throws=throws, seconds=1.2)


# views

def comma(text):
    return f", {text}" if text else ""


def strides(case, view):
    """Checks the strides of a view of the parameter's tensor."""
    if "view_strides" not in case["outputs"]:
        return {}
    return {"after": (f'e.expect_list("view_strides", decltype({view("x.value()")})::layout_type::value.stride);',),
            "covers": frozenset({"view_strides"})}


def view(case):
    wanted = case["args"]["shape"]
    if is_error(case):
        return Statement(rejected=f"can_view<{type_of(case, 'x')}{size(wanted)}>")
    return differentiable(case, f"view(x{comma(constants(wanted))})", "x", seconds=0.8)


def permute(case):
    order = case["args"]["dims"]
    if is_error(case):
        return Statement(rejected=f"can_permute<{type_of(case, 'x')}{size(order)}>")
    def arranged(x):
        return f"permute({x}, {constants(order)})"
    return differentiable(case, arranged("x"), "x", seconds=0.8, **strides(case, arranged))


def permute_view(case):
    order, wanted = case["args"]["dims"], case["args"]["shape"]
    if is_error(case):
        permuted = f"decltype(permute(std::declval<const {type_of(case, 'x')}&>(), {constants(order)}))"
        return Statement(rejected=f"can_view<{permuted}{size(wanted)}>")
    return differentiable(case, f"view(permute(x, {constants(order)}), {constants(wanted)})", "x", seconds=0.8)


def split_heads(case):
    b, t, width = shape(case, "x")
    heads = case["args"]["n_head"]
    return differentiable(case, f"permute(view(x, {constants((b, t, heads, width // heads))}), {constants((0, 2, 1, 3))})",
                          "x", seconds=0.8)


def merge_heads(case):
    b, heads, t, width = shape(case, "x")
    return differentiable(case, f"reshape(permute(x, {constants((0, 2, 1, 3))}), {constants((b, t, heads * width))})",
                          "x", seconds=0.8)


def split(case):
    how, dim, x = case["args"]["split"], case["args"]["dim"], shape(case, "x")
    if is_error(case):
        by = f"sizes_t<{size(how)[2:]}>" if isinstance(how, list) else f"constant<{how}>"
        return Statement(rejected=f"can_split<{type_of(case, 'x')}, {by}, {dim}>")
    arguments = f"{f'sizes({constants(how)})' if isinstance(how, list) else f'c<{how}>'}, c<{dim}>"
    count = case["args"]["n_out"]
    parts = [f"y{i}" for i in range(count)]
    terms = [f'sum({y} * e.upstream<T{size(case["outputs"][y]["shape"])}>("gy_{y}"))' for y in parts]
    after = (
        f"const auto [{', '.join('part' + y[1:] for y in parts)}] = split(x.value(), {arguments});",
        *(f'e.expect("{y}", eval(part{y[1:]}));' for y in parts),
        f"check_places(e, x.value(), {', '.join('part' + y[1:] for y in parts)});",
        "Tape tape;",
        f"const auto [{', '.join(parts)}] = split(x, {arguments});",
        f"const Variable loss = {' + '.join(terms)};",
        "tape.backward(loss);",
        'e.expect("grad_x", x.grad());',
    )
    covers = frozenset(parts) | {"grad_x", "view_strides", "view_offsets"}
    return Statement((parameter("x", x),), after=after, covers=covers, seconds=2.0)


def cat(case):
    names = tuple(case["inputs"])[:-1]
    return differentiable(case, f"cat({', '.join(names)}, c<{case['args']['dim']}>)", *names, seconds=2.0)


def extents(case):
    covers = frozenset({"numel", "ndim", "contiguous_strides", "last", "drop_last"})
    return Statement(after=(f"check_size<Size<{size(case['args']['shape'])[2:]}>>(e);",), covers=covers, seconds=0.1)


# normalisation

def layer_norm(case):
    args = case["args"]
    eps = 'e.number("eps")'
    if args["affine"]:
        return differentiable(case, f"layer_norm(x, weight, bias, {eps})", "x", "weight", "bias", seconds=4.0)
    return differentiable(case, f"layer_norm<{len(args['normalized_shape'])}>(x, {eps})", "x", seconds=3.0)


def batch_norm(case):
    args, x = case["args"], shape(case, "x")
    if is_error(case):
        return Statement((tensor("x", x),), "batch_norm_training(x)", throws="std::invalid_argument")
    running = ("running_mean", "running_var")
    inputs = [tensor(n, shape(case, n)) for n in running]
    names = ("weight", "bias") if args["affine"] else ()
    if args["training"]:
        value = f"batch_norm_training({', '.join(('x', *names))}, e.number(\"eps\"))"
        after = ("auto mean = running_mean, var = running_var;",
                 'update_running_statistics(x, mean, var, e.number("momentum"));',
                 'e.expect("new_running_mean", mean);', 'e.expect("new_running_var", var);')
    else:
        value = f"batch_norm({', '.join(('x', *running, *names))}, e.number(\"eps\"))"
        after = tuple(f'e.expect("new_{n}", {n});' for n in running)
    return differentiable(case, value, "x", *names, inputs=inputs, after=after,
                          covers=frozenset(f"new_{n}" for n in running), seconds=6.0)


def batch_norm_steps(case):
    steps, *x = shape(case, "xs")
    momentum = "std::nullopt" if case["args"]["momentum"] is None else 'e.number("momentum")'
    module = f"BatchNorm{2 if len(x) == 4 else 1}d<{x[1]}, T>"
    return Statement(after=(f"check_batch_norm_steps<{module}, {steps}{size(x)}>(e, {momentum});",),
                     covers=frozenset(case["outputs"]), header="modules.hpp", seconds=6.0)


# dropout

def dropout(case):
    generator = "Generator generator(1);"
    value = 'dropout(x, e.number("p"), generator)'
    if is_error(case):
        return Statement((tensor("x", shape(case, "x")), generator), value, throws="std::invalid_argument")
    return differentiable(case, value, "x", inputs=[generator], seconds=1.0)


def dropout_with_mask(case):
    """Random numbers are those of the reference; the formula is the library's."""
    if not case["args"]["training"]:
        return differentiable(case, "dropout(x, 0.0, generator)", "x", inputs=["Generator generator(1);"], seconds=1.0)
    mask = tensor("keep_mask", shape(case, "keep_mask"), "bool")
    return differentiable(case, 'where(keep_mask, x / (1 - e.number("p")), T(0))', "x", inputs=[mask], seconds=1.0)


def dropout_statistics(case):
    return Statement(after=(f"check_dropout_statistics<T, {case['args']['n']}>(e);",),
                     covers=frozenset(case["outputs"]), header="modules.hpp")


# attention

def attention(case):
    args, (*_, t, d), s = case["args"], shape(case, "q"), shape(case, "k")[-2]
    assert math.isclose(args["scale"], d ** -0.5), "tenon's attention has the default scale only"
    assert not args["causal"] or args["causal_offset"] == s - t
    tag = ", causal" if args["causal"] else ""
    # attention to the rows of the identity is the weights
    weights = f"scaled_dot_product_attention(q.value(), k.value(), eye<T, {s}>(){tag})"
    after, covers = (), frozenset()
    if "weights" in case["outputs"]:
        after, covers = (f'e.expect("weights", eval({weights}));',), frozenset({"weights"})
    return differentiable(case, f"scaled_dot_product_attention(q, k, v{tag})", "q", "k", "v", after=after, covers=covers,
                          seconds=7.0)


def masked_attention(case):
    mask = tensor("mask", shape(case, "mask"), "bool")
    return differentiable(case, "scaled_dot_product_attention(q, k, v, mask)", "q", "k", "v", inputs=[mask], seconds=10.0)


def biased_attention(case):
    return differentiable(case, "scaled_dot_product_attention(q, k, v, bias)", "q", "k", "v", "bias", seconds=10.0)


def multi_head_attention(case):
    b, t, width = shape(case, "x")
    heads = case["args"]["n_head"]
    def split_head(part):
        return f"permute(view({part}, {constants((b, t, heads, width // heads))}), {constants((0, 2, 1, 3))})"
    merged = f"reshape(permute(y, {constants((0, 2, 1, 3))}), {constants((b, t, width))})"
    body = (
        "const Variable qkv = matmul(x, w_qkv) + b_qkv;",
        f"const auto [q, k, v] = split(qkv, c<{width}>, c<2>);",
        f"const Variable y = scaled_dot_product_attention({split_head('q')}, {split_head('k')}, {split_head('v')}, causal);",
        f"return Variable(matmul({merged}, w_out) + b_out);",
    )
    return differentiable(case, "\n".join(body), "x", "w_qkv", "b_qkv", "w_out", "b_out", seconds=20.0)


# detach

PROGRAMS = {
    "x*detach(x)": "x * detach(x)",
    "detach(x)*w": "detach(x) * w",
    "x + detach(relu(x) - x)": "x + detach(relu(x) - x)",
    "x*w - detach(x*w) + exp(x)": "x * w - detach(x * w) + exp(x)",
    "softmax(x,-1) * detach(w)": "softmax(x, c<-1>) * detach(w)",
    "(x - detach(mean(x,-1,keepdim))) * w": "(x - detach(mean(x, c<-1>, keepdim))) * w",
}


def detach_program(case):
    return differentiable(case, PROGRAMS[case["args"]["program"]], "x", "w", seconds=1.5)


BY_OP = {
    "argmax": argmax, "cross_entropy": cross_entropy, "causal_lm_loss": causal_lm_loss, "logits_xwb": logits_xwb,
    "linear": linear, "matmul": matmul, "embedding": embedding, "view": view, "permute": permute,
    "permute_view": permute_view, "split_heads": split_heads, "merge_heads": merge_heads, "split": split, "cat": cat,
    "size": extents, "layer_norm": layer_norm, "batch_norm": batch_norm, "sdpa": attention,
    "batch_norm_steps": batch_norm_steps, "dropout": dropout, "dropout_with_mask": dropout_with_mask,
    "dropout_statistics": dropout_statistics,
    "sdpa_bool_mask": masked_attention, "sdpa_additive_mask": biased_attention, "mha_causal": multi_head_attention,
    "detach_program": detach_program, "pairwise_distance": distances, "cdist": distances,
    "softmax": row_function, "log_softmax": row_function,
}
BY_TOPIC = {"elementwise": elementwise, "mean_var_reductions": reduction}


def is_error(case):
    return "error" in case["outputs"]


def statement_of(topic, case):
    statement = (BY_OP.get(case["op"]) or BY_TOPIC[topic])(case)
    if isinstance(statement, Statement):
        compared = {"y", "error"} | {f"grad_{n}" for n in statement.gradients} | statement.covers
        missing = set(case["outputs"]) - compared
        assert not missing, f"{topic}: {case['name']}: nothing compares {missing}"
    return statement


def alternative_of(case):
    """Another way to say the same, worth running where other cases need its instantiation anyway; or None."""
    if is_error(case):
        return None
    if case["op"] in ("pairwise_distance", "cdist"):
        return distance(case, 'e.number("p")')
    if case["op"] == "cross_entropy":
        return cross_entropy(case, plain=False)
    return None
