"""The safetensors format: 8 bytes of the header's length, a JSON header, the tensors' bytes."""
import json
import os
import struct

import numpy as np
import torch
from torch import Tensor

_NAMES = {torch.float16: "F16", torch.float32: "F32"}
_TYPES = {"F16": np.float16, "F32": np.float32}


def write_safetensors(path: str, tensors: dict[str, Tensor], dtype: torch.dtype = torch.float16) -> None:
    """Writes `tensors` as `dtype`, by name; the file appears whole or not at all."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    data, offset = [], 0
    for name in sorted(tensors):
        tensor = tensors[name].detach().to("cpu", dtype).contiguous()
        content = tensor.numpy().tobytes()
        header[name] = dict(dtype=_NAMES[dtype], shape=list(tensor.shape), data_offsets=[offset, offset + len(content)])
        data.append(content)
        offset += len(content)
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    with open(f"{path}.part", "wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for content in data:
            file.write(content)
    os.replace(f"{path}.part", path)


def read_safetensors(path: str) -> dict[str, Tensor]:
    """The tensors of a file, as float32."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    tensors = {}
    for name, stored in header.items():
        if name == "__metadata__":
            continue
        first, last = (8 + length + at for at in stored["data_offsets"])
        values = np.frombuffer(content[first:last], _TYPES[stored["dtype"]]).reshape(stored["shape"])
        tensors[name] = torch.from_numpy(values.astype(np.float32))
    return tensors
