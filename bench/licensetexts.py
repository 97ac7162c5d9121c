"""The license texts of the largest open collection: what their keys are, and what ours are.

The collection is the data of `scancode-toolkit-mini`; its wheel is fetched
once, and nothing of it is installed or run.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

import yaml

RELEASE = "scancode-toolkit-mini==32.5.0"
SHA256 = "7ae5e7b46b8cdbab78afb50380ffc1239d296e81e154314a8c3382e678c664cf"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_SHORTEST = 100
_SECONDS = 120
SAME = {
    "agpl-3.0-plus": {"agpl-3.0", "agpl-3.0-notice"},
    "bigcode-open-rail-m-v1": {"bigcode-openrail-m-v1"},
    "bigscience-open-rail-m": {"bigscience-openrail-m"},
    "bigscience-open-rail-m2": {"bigscience-openrail-m2"},
    "bigscience-rail-1.0": {"bigscience-bloom-rail-1.0"},
    "bilibili-model-ula-2025-09-09": {"bilibili-model-2025-09-09"},
    "bsd-2-clause-netbsd": {"bsd-2-clause"},
    "deepseek-la-1.0": {"deepseek-model-1.0"},
    "etalab-2.0-en": {"etalab-2.0"},
    "etalab-2.0-fr": {"etalab-2.0"},
    "exaone-ai-model-1.1-nc": {"exaone-1.1-nc"},
    "flux-1-nc": {"flux-1-dev-nc"},
    "gemini-api-additional-tos-2025": {"gemini-api-terms-2025"},
    "gemma-pup-2024-02-21": {"gemma-use-policy-2024-02-21"},
    "gemma-tou-2024-04-01": {"gemma-terms-2024-04-01"},
    "gemma-tou-2025-03-24": {"gemma-terms-2025-03-24"},
    "gpl-3.0-plus": {"gpl-3.0", "gpl-3.0-notice"},
    "huggingface-tos-20220915": {"huggingface-terms-2022-09-15"},
    "hyperclova-x-seed-2025": {"hyperclova-x-seed"},
    "llama-2-license-2023": {"llama-2"},
    "llama-3.1-license-2024": {"llama-3.1"},
    "llama-3.2-license-2024": {"llama-3.2"},
    "llama-3.3-license-2024": {"llama-3.3"},
    "llama-4-cla-2025": {"llama-4"},
    "llama-4-license-2025": {"llama-4-use-policy"},
    "llama-license-2023": {"llama-1"},
    "ltxv-owl-2025-04-17": {"ltx-video-2025-04-17"},
    "ltxv-owl-2025-05-05": {"ltx-video-2025-05-05"},
    "moonshot-ai-modified-mit-2025": {"modified-mit-kimi-k2"},
    "mulanpsl-2.0-en": {"mulan-psl-2.0"},
    "openai-tou-20230314": {"openai-terms-2023-03-14"},
    "openai-tou-20241211": {"openai-terms-2024-12-11"},
    "stable-diffusion-2022-08-22": {"creativeml-openrail-m"},
    "tencent-hunyuan-3d-2.0-cla": {"hunyuan-3d-2.0"},
    "tongyi-qianwen-2023": {"tongyi-qianwen"},
    "x11-r75": {"mit"},
}
"""The collection's name of a text, and ours for the same words."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the collection."""

    key: str
    names: frozenset[str]
    """Its names in SPDX, in lower case."""
    words: str

    @property
    def ids(self) -> frozenset[str]:
        """Every name, theirs and ours, under which these words may be known."""
        return frozenset({self.key, *self.names, *SAME.get(self.key, ())})


@cache
def texts() -> tuple[Text, ...]:
    """Return all texts of the collection; raises `OSError` where it cannot be had."""
    with zipfile.ZipFile(_wheel()) as wheel:
        return tuple(_texts(wheel))


def _wheel() -> Path:
    """Return the wheel, fetched where it is not here yet, and held against its digest."""
    folder = Path(gettempdir()) / "distillgate-license-texts"
    if not list(folder.glob("*.whl")):
        folder.mkdir(exist_ok=True)
        try:
            subprocess.run(  # noqa: S603 pip, with what is written above
                [
                    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                    *("--python-version", "3.11", "--only-binary", ":all:"),
                    *("--dest", str(folder), RELEASE),
                ],
                check=True,
                timeout=_SECONDS,
            )
        except subprocess.SubprocessError as error:
            raise OSError(f"{RELEASE} cannot be fetched: {error}") from error
    (found,) = folder.glob("*.whl")
    if sha256(found.read_bytes()).hexdigest() != SHA256:
        raise OSError(f"{found} is not {RELEASE}")
    return found


def _texts(wheel: zipfile.ZipFile) -> Iterator[Text]:
    for name in sorted(wheel.namelist()):
        if not name.startswith("licensedcode/data/licenses/") or not name.endswith(".LICENSE"):
            continue
        raw = wheel.read(name).decode()
        front = _FRONT.match(raw)
        if front is None:  # a name without a text
            continue
        said = yaml.load(front[1], Loader=_LOADER)  # noqa: S506 the safe one
        words = raw[front.end() :].strip()
        if len(words) >= _SHORTEST:
            spdx = (said.get("spdx_license_key"), *(said.get("other_spdx_license_keys") or ()))
            names = frozenset(str(each).casefold() for each in spdx if each)
            yield Text(str(said["key"]), names, words)
