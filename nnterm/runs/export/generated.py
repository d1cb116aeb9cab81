"""The lines of an exported script that generate data, as the trainer does."""

from nnterm.experiment.datasets.lookup import letters
from nnterm.experiment.experiment import Option


def generating(name: str, options: dict[str, Option]) -> str:
    """The lines that make `x` and `y` of the data set `name` under `options`, all of which are given."""
    if name == "modular_addition":
        return _modular_addition(int(options["modulus"]), int(options["seed"]))
    samples, noise, seed = int(options["samples"]), float(options["noise"]), int(options["seed"])
    match name:
        case "gate":
            return _gate(str(options["gate"]), samples, noise, seed)
        case "xor":
            return _xor(samples, noise, seed)
        case "spiral":
            return _spiral(samples, noise, seed)
        case _:
            return _function(name, samples, noise, seed)


def generating_pairs(options: dict[str, Option]) -> str:
    """The lines that make `x` (texts) and `y` of the data set `lookup` under `options`, all of which are given."""
    samples, pairs = int(options["samples"]), int(options["pairs"])
    keys, values = int(options["keys"]), int(options["values"])
    return "\n".join(
        [
            f"rng = np.random.default_rng({options['seed']})",
            "# In each row other keys, each with a value, and one of the keys at the end.",
            f"keys = rng.permuted(np.tile(np.arange({keys}), ({samples}, 1)), axis=1)[:, :{pairs}]",
            f"values = rng.integers({values}, size=({samples}, {pairs}))",
            f"wanted = rng.integers({pairs}, size={samples})",
            f'letters = "{letters(keys)}"',
            "x = []",
            "for key, value, place in zip(keys, values, wanted):",
            '    words = [f"{letters[k]}{v}" for k, v in zip(key, value)]',
            '    x.append(" ".join([*words, letters[key[place]]]))',
            f"y = values[np.arange({samples}), wanted]",
        ]
    )


def _modular_addition(modulus: int, seed: int) -> str:
    lines = [
        f"order = np.random.default_rng({seed}).permutation({modulus**2})",
        f"x = np.stack(np.divmod(order, {modulus}), axis=1)",
        f"y = x.sum(axis=1) % {modulus}",
    ]
    return "\n".join(lines)


def _gate(gate: str, samples: int, noise: float, seed: int) -> str:
    truth = {"and": "0, 0, 0, 1", "or": "0, 1, 1, 1", "xor": "0, 1, 1, 0", "nand": "1, 1, 1, 0"}[gate]
    corners = "np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)"
    if samples == 4:
        lines = [f"x = {corners}", f"y = np.array([{truth}])"]
    else:
        lines = [
            f"corners = {corners}",
            f"corner = np.arange({samples}) % 4",
            "x = corners[corner]",
            f"y = np.array([{truth}])[corner]",
        ]
    if noise:
        lines.append(f"x += np.random.default_rng({seed}).normal(scale={noise}, size=x.shape)")
    return "\n".join(lines)


def _xor(samples: int, noise: float, seed: int) -> str:
    lines = [
        f"rng = np.random.default_rng({seed})",
        f"x = rng.normal(size=({samples}, 2))",
        "y = (x[:, 0] * x[:, 1] > 0).astype(int)",
    ]
    if noise:
        lines.append(f"x += rng.normal(scale={noise}, size=x.shape)")
    return "\n".join(lines)


def _spiral(samples: int, noise: float, seed: int) -> str:
    lines = [
        f"rng = np.random.default_rng({seed})",
        f"y = np.arange({samples}) % 2",
        f"turn = np.sqrt(rng.uniform(size={samples})) * 3 * np.pi",
        "angle = turn + np.pi * y",
        "x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / (3 * np.pi)",
    ]
    if noise:
        lines.append(f"x += rng.normal(scale={noise} / 3, size=x.shape)")
    return "\n".join(lines)


def _function(name: str, samples: int, noise: float, seed: int) -> str:
    value = {"line": "2 * x[:, 0] + 1", "wave": "np.sin(np.pi * x[:, 0])"}[name]
    lines = [
        f"rng = np.random.default_rng({seed})",
        f"x = rng.uniform(-1, 1, size=({samples}, 1))",
        f"y = {value}",
    ]
    if noise:
        lines.append(f"y += rng.normal(scale={noise}, size={samples})")
    return "\n".join(lines)
