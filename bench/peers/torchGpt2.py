"""GPT-2 in eager PyTorch, from a safetensors file: a line of JSON in, a line of JSON out. See torchPeer.ts."""

import json
import math
import struct
import sys
import time

import torch
from torch.nn import functional

torch.set_grad_enabled(False)


def read(path):
    """The file's float32 tensors by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F32":
            raise ValueError(f"{name} is {entry['dtype']}, not F32")
        start, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start).reshape(entry["shape"])
    return tensors


def traced_pass(weights, layers, heads, eps, ids):
    """Logits of the last token, with every attention pattern [head, query, key] and the stream before and after each layer kept."""
    def norm(x, name):
        return functional.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], eps)

    def linear(x, name):
        return torch.addmm(weights[f"{name}.bias"], x, weights[f"{name}.weight"])

    tokens = ids.shape[0]
    mask = torch.ones(tokens, tokens, dtype=torch.bool).tril()
    least = torch.finfo(torch.float32).min
    x = weights["transformer.wte.weight"][ids] + weights["transformer.wpe.weight"][:tokens]
    streams, patterns = [x], []
    for layer in range(layers):
        at = f"transformer.h.{layer}"
        q, k, v = (
            part.view(tokens, heads, -1).transpose(0, 1) for part in linear(norm(x, f"{at}.ln_1"), f"{at}.attn.c_attn").chunk(3, dim=-1)
        )
        scores = torch.matmul(q, k.transpose(1, 2)) / math.sqrt(q.shape[-1])
        pattern = torch.softmax(torch.where(mask, scores, torch.tensor(least)), dim=-1)
        patterns.append(pattern)
        mixed = torch.matmul(pattern, v).transpose(0, 1).reshape(tokens, -1)
        x = x + linear(mixed, f"{at}.attn.c_proj")
        bent = functional.gelu(linear(norm(x, f"{at}.ln_2"), f"{at}.mlp.c_fc"), approximate="tanh")
        x = x + linear(bent, f"{at}.mlp.c_proj")
        streams.append(x)
    last = norm(x[-1:], "transformer.ln_f")
    return torch.matmul(last, weights["transformer.wte.weight"].t())[0], patterns, streams


def main():
    loaded = None
    for line in sys.stdin:
        ask = json.loads(line)
        if ask["kind"] == "load":
            torch.set_num_threads(ask["threads"])
            loaded = (read(ask["file"]), ask["layers"], ask["heads"], ask["eps"])
            answer = {"version": torch.__version__}
        else:
            ids = torch.tensor(ask["ids"])
            started = time.perf_counter()
            logits, _patterns, _streams = traced_pass(*loaded, ids)
            answer = {"milliseconds": 1000 * (time.perf_counter() - started)}
            if ask["look"]:
                answer["logits"] = logits.tolist()
        print(json.dumps(answer), flush=True)


main()
