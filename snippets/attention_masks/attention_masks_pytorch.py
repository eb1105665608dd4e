"""Let words attend to each other in PyTorch, and hide some."""

# --8<-- [start:attention]
import torch
from torch import nn

torch.manual_seed(0)
words = torch.rand(1, 3, 8)  # (B, T, E)
attention = nn.MultiheadAttention(8, 2, batch_first=True)
out, shares = attention(words, words, words)
print(f"out: {tuple(out.shape)}")
print(f"shares: {tuple(shares.shape)}")  # mean of the heads
packed = attention.in_proj_weight  # query, key, value
print(f"projections: {tuple(packed.shape)}")
print(f"output: {tuple(attention.out_proj.weight.shape)}")
counted = sum(p.numel() for p in attention.parameters())
print(f"by hand: {4 * (8 * 8 + 8)}, counted: {counted}")
# --8<-- [end:attention]


# --8<-- [start:mask]
def show(mask):
    """Print the shares that each word takes of all three."""
    _, shares = attention(words, words, words, attn_mask=mask)
    for number, row in enumerate(shares[0].tolist(), start=1):
        text = " ".join(f"{share:.3f}" for share in row)
        print(f"word {number}: {text}")


earlier = torch.ones(3, 3, dtype=torch.bool).tril()
show(~earlier)  # True: must not look there
# --8<-- [end:mask]

# --8<-- [start:inverted]
show(earlier)  # the mask that Keras wants
# --8<-- [end:inverted]

# --8<-- [start:function]
attend = nn.functional.scaled_dot_product_attention
seen = attend(words, words, words, attn_mask=earlier)
print(f"True allows: {torch.equal(seen[0, 0], words[0, 0])}")
# --8<-- [end:function]

# --8<-- [start:blind]
nn.init.constant_(attention.out_proj.bias, 0.5)


def answer(need_weights):
    """Return one number of what word 3 gets to see."""
    out, _ = attention(
        words,
        words,
        words,
        attn_mask=earlier,  # hides all words from word 3
        need_weights=need_weights,
    )
    return out[0, 2, 0]


print(f"training, shares: {answer(True):.3f}")
print(f"training, no shares: {answer(False):.3f}")
attention.eval()
with torch.no_grad():
    print(f"inference, shares: {answer(True):.3f}")
    print(f"inference, no shares: {answer(False):.3f}")
# --8<-- [end:blind]
