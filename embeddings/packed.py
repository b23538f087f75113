"""Layers whose weights lie in the order in which oneDNN multiplies; torch's own reorder them at every call."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

# Torch offers no public names for what its own compiler uses.
_reorder = torch.ops.mkldnn._reorder_linear_weight  # noqa: SLF001
_multiply = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001

_LENGTHS_PER_DOUBLING = 16
_MOST_PADDED = 1024


def pad_rows(rows: torch.Tensor) -> torch.Tensor:
    """Rows (n, width) with rows of zeros below, at most a sixteenth more, so that few different n come about.

    OneDNN compiles a product for every n that it meets and keeps it, 0.6 MB each: batches of a few queries took 300 MB in a
    minute. Up to 32 rows, as a short query has, and beyond 1024, as long lists fill, n stays. Rows do not mix.
    """
    count = len(rows)
    step = (1 << (count - 1).bit_length()) // (2 * _LENGTHS_PER_DOUBLING)
    missing = -count % step if step and count <= _MOST_PADDED else 0
    return nn.functional.pad(rows, (0, 0, 0, missing)) if missing else rows


class PackedLinear(nn.Module):
    """`nn.Linear` for inference, (…, in) to (…, out); with `gelu` followed by the exact GELU in the same pass."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor | None, *, gelu: bool = False) -> None:
        """From a weight (out, in) and a bias (out). Raises RuntimeError where oneDNN does not know the number format."""
        super().__init__()
        self._weight = _reorder(weight.detach(), None)
        self._bias = None if bias is None else bias.detach()
        self._after: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """(…, in) to (…, out)."""
        rows = inputs.reshape(-1, inputs.shape[-1])
        found = self.multiply(pad_rows(rows))
        return found[: len(rows)].view(*inputs.shape[:-1], found.shape[-1])

    def multiply(self, rows: torch.Tensor) -> torch.Tensor:
        """(n, in) to (n, out), n as `pad_rows` makes it."""
        found: torch.Tensor = _multiply(rows, self._weight, self._bias, *self._after)
        return found


class PackedBertLayer(nn.Module):
    """One layer of a BERT or XLM-RoBERTa encoder for inference: the arithmetic of the library's layer in eleven calls.

    Queries, keys and values are one product, GELU runs within another. Half of a short query's time went between the calls.
    """

    def __init__(self, layer: nn.Module) -> None:
        """From the library's layer; `is_bert_layer` says which can be taken."""
        super().__init__()
        parts: Any = layer
        attention, attended = parts.attention.self, parts.attention.output
        projections = (attention.query, attention.key, attention.value)
        self._heads = attention.num_attention_heads
        self._project = PackedLinear(
            torch.cat([part.weight for part in projections]), torch.cat([part.bias for part in projections])
        )
        self._attended = PackedLinear(attended.dense.weight, attended.dense.bias)
        self._attended_norm = attended.LayerNorm
        inner, outer = parts.intermediate.dense, parts.output.dense
        self._inner = PackedLinear(inner.weight, inner.bias, gelu=True)
        self._outer = PackedLinear(outer.weight, outer.bias)
        self._outer_norm = parts.output.LayerNorm

    def forward(
        self, hidden: torch.Tensor, attention_mask: torch.Tensor | None = None, *_: object, **__: object
    ) -> torch.Tensor:
        """Hidden states (batch, tokens, width) to the same; what else the library hands over is for decoders."""
        batch, tokens, width = hidden.shape
        count = batch * tokens
        rows = pad_rows(hidden.reshape(count, width))
        projected = self._project.multiply(rows)[:count].view(
            batch, tokens, 3, self._heads, width // self._heads
        )
        query, key, value = projected.permute(2, 0, 3, 1, 4).unbind(0)
        attended = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=attention_mask)
        attended = pad_rows(attended.transpose(1, 2).reshape(count, width))
        rows = self._attended_norm(self._attended.multiply(attended) + rows)
        normed: torch.Tensor = self._outer_norm(self._outer.multiply(self._inner.multiply(rows)) + rows)
        return normed[:count].view(batch, tokens, width)


def is_bert_layer(module: nn.Module) -> bool:
    """Whether it is an encoder layer of these two families with the exact GELU and torch's own attention."""
    if type(module).__name__ not in {"BertLayer", "XLMRobertaLayer"}:
        return False
    parts: Any = module
    config = parts.attention.self.config
    return (
        config.hidden_act == "gelu"
        and config._attn_implementation == "sdpa"  # noqa: SLF001  # the library's only name for it
        and getattr(config, "position_embedding_type", "absolute") in {None, "absolute"}
        and not config.is_decoder
    )


def pack(module: nn.Module) -> nn.Module | None:
    """The quick form of a layer; None of what has none."""
    if is_bert_layer(module):
        return PackedBertLayer(module)
    return PackedLinear(module.weight, module.bias) if type(module) is nn.Linear else None
