"""Export a PyTorch model and run its files in new processes."""

# --8<-- [start:model]
import numpy as np
import torch
from torch import nn


class Player(nn.Module):
    """Map notes (B, 4) to sounds (B, 2)."""

    def __init__(self):
        super().__init__()
        self.echo = nn.Linear(4, 4)
        self.readout = nn.Linear(4, 2)

    def forward(self, notes):
        return self.readout(notes + self.echo(notes).tanh())


torch.manual_seed(0)
player = Player().cpu()  # not every hall has a GPU
player.eval()  # an export keeps the mode
# --8<-- [end:model]

# --8<-- [start:original]
song = np.random.default_rng(0).random((5, 4), np.float32)
example = torch.from_numpy(song[:3])  # three rows of five
with torch.no_grad():
    sound = player(torch.from_numpy(song)).numpy()
np.save("song.npy", song)
np.save("sound.npy", sound)
print(f"first sound: {sound[0, 0]:.3f}")
# --8<-- [end:original]

# --8<-- [start:export]
batch = torch.export.Dim("batch")  # any number of rows
exported = torch.export.export(
    player, (example,), dynamic_shapes=[{0: batch}]
)
torch.export.save(exported, "player.pt2")
for node in exported.graph.nodes:
    if node.op == "call_function":
        print(f"operation: {node.target}")
# --8<-- [end:export]

# --8<-- [start:onnx]
import warnings

# This warning is about PyTorch's own code.
warnings.filterwarnings("ignore", ".isinstance.treespec")
torch.onnx.export(
    exported, f="player.onnx", external_data=False, verbose=False
)
# --8<-- [end:onnx]

# --8<-- [start:parts]
torch.save(player.state_dict(), "parts.pt")
# --8<-- [end:parts]


# --8<-- [start:hall]
import subprocess
import sys

arrive = """
import sys
import numpy as np

song, sound = np.load("song.npy"), np.load("sound.npy")

def compare(name, heard):
    gap = np.abs(heard - sound).max()
    print(f"{name}, same to 1e-6: {gap < 1e-6}")
"""


def hear(program):
    """Run a program in a new process and print its output."""
    command = [sys.executable, "-c", arrive + program]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True
    )
    print(done.stdout, end="")


# --8<-- [end:hall]

# --8<-- [start:framework]
hear("""
import torch
# unsafe: a .pt2 file can run code; load only files you trust
player = torch.export.load("player.pt2").module()
heard = player(torch.from_numpy(song))
compare("player.pt2", heard.detach().numpy())
parts = torch.load("parts.pt")
print(f"parts.pt: {len(parts)} tensors")
print(f"parts.pt can play: {callable(parts)}")
""")
# --8<-- [end:framework]

# --8<-- [start:no_framework]
hear("""
import onnxruntime
player = onnxruntime.InferenceSession("player.onnx")
compare("player.onnx", player.run(None, {"notes": song})[0])
print(f"torch imported: {'torch' in sys.modules}")
""")
# --8<-- [end:no_framework]

# --8<-- [start:batch]
fixed = torch.export.export(player, (example,))  # the default
try:
    fixed.module()(torch.from_numpy(song))
except AssertionError as error:
    print(f"AssertionError: {error}")
# --8<-- [end:batch]


# --8<-- [start:fork]
class Balance(nn.Module):
    """Make loud notes (B, 4) softer and soft notes louder."""

    def forward(self, notes):
        return torch.cond(
            notes.mean() > 0.5,
            lambda loud: loud / 2,
            lambda soft: soft * 3,
            (notes,),
        )


balance = torch.export.export(Balance(), (example,)).module()
for level in (0.8, 0.2):
    notes = level * torch.ones_like(example)
    print(f"{level} becomes: {balance(notes)[0, 0]:.3f}")
# --8<-- [end:fork]

# --8<-- [start:server]
import pathlib

server = """
import sys
import litserve
import torch

class PlayerAPI(litserve.LitAPI):
    def setup(self, device):
        self.player = torch.export.load("player.pt2").module()

    def predict(self, request):
        notes = torch.tensor(request["notes"])
        with torch.inference_mode():
            return {"sounds": self.player(notes).tolist()}

if __name__ == "__main__":  # it starts a process of workers
    player = litserve.LitServer(PlayerAPI(), accelerator="cpu")
    player.run("127.0.0.1", int(sys.argv[1]))
"""
pathlib.Path("server.py").write_text(server)
# --8<-- [end:server]

# --8<-- [start:yesterday]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    torch.jit.script(player)
    torch.onnx.export(player, (example,), "old", dynamo=False)
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")
# --8<-- [end:yesterday]
