"""Count the calls of real programs: `python -m benchmarks.calls FOLDER` reads clones, `owner+name`, below the folder.

Into counterpoint/data/calls.json go the names and how often each is called, with repository, path and commit; of the
programs' text nothing.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from counterpoint.source.reading.knowledge import knowledge
from counterpoint.source.reading.program import read_program
from counterpoint.source.reading.sites import FRAMEWORK
from counterpoint.source.reading.statements import call_sites

TARGET = Path("counterpoint/data/calls.json")
EXAMPLES, DOCS, KERAS = "pytorch/examples", "tensorflow/docs", "keras-team/keras"
BOOK = "fchollet/deep-learning-with-python-notebooks"
# Chosen before anything was counted: official examples first, then programs that many have copied from.
PROGRAMS: dict[str, dict[str, list[str]]] = {
    "pytorch": {
        EXAMPLES: [
            *("mnist/main.py", "dcgan/main.py", "imagenet/main.py", "vae/main.py", "gat/main.py"),
            *("word_language_model/main.py", "word_language_model/model.py", "siamese_network/main.py"),
            *("reinforcement_learning/actor_critic.py", "fast_neural_style/neural_style/neural_style.py"),
            *("language_translation/src/model.py", "time_sequence_prediction/train.py"),
        ],
        "karpathy/nanoGPT": ["model.py", "train.py"],
        "kuangliu/pytorch-cifar": ["models/resnet.py"],
        "yunjey/pytorch-tutorial": ["tutorials/01-basics/pytorch_basics/main.py"],
        "milesial/Pytorch-UNet": ["train.py"],
        "vwxyzjn/cleanrl": ["cleanrl/ppo.py"],
        "facebookresearch/mae": ["models_mae.py", "engine_pretrain.py"],
    },
    "tensorflow": {
        KERAS: [
            *("examples/demo_mnist_convnet.py", "examples/demo_functional.py"),
            *("examples/demo_custom_layer_backend_agnostic.py", "guides/training_with_built_in_methods.py"),
            *("guides/making_new_layers_and_models_via_subclassing.py",),
            *("guides/writing_a_custom_training_loop_in_tensorflow.py",),
        ],
        DOCS: [
            *("site/en/tutorials/quickstart/advanced.ipynb", "site/en/tutorials/generative/dcgan.ipynb"),
            *("site/en/tutorials/generative/cvae.ipynb", "site/en/tutorials/generative/pix2pix.ipynb"),
            *("site/en/tutorials/audio/simple_audio.ipynb", "site/en/tutorials/structured_data/time_series.ipynb"),
            *("site/en/guide/basic_training_loops.ipynb", "site/en/tutorials/images/segmentation.ipynb"),
            *("site/en/tutorials/reinforcement_learning/actor_critic.ipynb",),
            *("site/en/tutorials/interpretability/integrated_gradients.ipynb",),
        ],
        BOOK: [
            *("chapter09_convnet-architecture-patterns.ipynb", "chapter15_language-models-and-the-transformer.ipynb"),
            "chapter17_image-generation.ipynb",
        ],
        "aymericdamien/TensorFlow-Examples": [
            "tensorflow_v2/notebooks/3_NeuralNetworks/neural_network_raw.ipynb",
        ],
    },
}


def main() -> int:
    clones = Path(sys.argv[1])
    programs = [
        _counted(clones, framework, repository, path)
        for framework, chosen in PROGRAMS.items()
        for repository, paths in chosen.items()
        for path in paths
    ]
    TARGET.write_text(json.dumps(programs, indent=1) + "\n", encoding="utf-8")
    return 0


def _counted(clones: Path, framework: str, repository: str, path: str) -> dict[str, Any]:
    folder = clones / repository.replace("/", "+")
    git_folder = next(one for one in (folder / "repo", folder / ".git", folder) if one.is_dir())
    git = ["git", f"--git-dir={git_folder}"]
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    text = subprocess.run([*git, "show", f"{commit}:{path}"], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / Path(path).name
        file.write_bytes(text)
        sites = call_sites(read_program(file).tree, knowledge())
    kinds = Counter(site.by for site in sites)
    names = Counter((site.by, site.name) for site in sites if site.of_framework)
    called: dict[str, dict[str, int]] = {}
    for (by, name), count in sorted(names.items(), key=lambda pair: (FRAMEWORK.index(pair[0][0]), pair[0][1])):
        called.setdefault(by, {})[name] = count
    return {
        "framework": framework,
        "repository": repository,
        "path": path,
        "commit": commit,
        "sites": dict(sorted(kinds.items())),
        "calls": called,
    }


if __name__ == "__main__":
    sys.exit(main())
