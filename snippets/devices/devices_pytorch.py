"""Devices and precision in PyTorch, on a CPU."""

# --8<-- [start:inputs]
import os

import numpy as np
import torch
from torch import nn

x = torch.tensor([1.0, -2.0, 3.0])
# --8<-- [end:inputs]


# --8<-- [start:helpers]
def layer():
    torch.manual_seed(0)
    return nn.Linear(2, 2)


# --8<-- [end:helpers]

# --8<-- [start:where_a_tensor_lies]
device_of_tensor = x.device.type
device_of_result = (x * 2).device.type
device_of_new_tensor = torch.zeros(
    2, device=x.device
).device.type
to_the_cpu = x.cpu()
to_a_device = x.to("cpu")
moved_is_the_same_object = x.to("cpu") is x
moved_is_the_same_object_as_tensorflow = x.clone() is x
to_a_gpu_if_there_is_one = x.to(
    "cuda" if torch.cuda.is_available() else "cpu"
)
to_an_accelerator = x.to(
    torch.accelerator.current_accelerator()
    if torch.accelerator.is_available()
    else "cpu"
)


def block_of_a_device():
    with torch.device("cpu"):
        return torch.zeros(2).device.type


# Without numbers: only shape and dtype are known.
shape_without_numbers = (
    torch.empty(3, 4, device="meta").sum(0).shape
)
default_device = torch.get_default_device().type
device_of_model = next(layer().parameters()).device.type
moved_model = layer().to("cpu").cpu().weight.device.type
name_of_device = str(torch.device("cuda", 1))
name_of_device_as_tensorflow = "/device:GPU:1"
# --8<-- [end:where_a_tensor_lies]

# --8<-- [start:what_is_there]
number_of_gpus = torch.cuda.device_count()
has_gpu = torch.cuda.is_available()
has_accelerator = torch.accelerator.is_available()
number_of_accelerators = torch.accelerator.device_count()
accelerator_or_cpu = (
    torch.accelerator.current_accelerator().type
    if torch.accelerator.is_available()
    else "cpu"
)
number_of_processors = os.cpu_count() > 0
built_with_cuda = isinstance(
    torch.backends.cuda.is_built(), bool
)
distributed_is_there = torch.distributed.is_available()
number_of_replicas = max(torch.cuda.device_count(), 1)
threads_are_chosen_by_itself = torch.get_num_threads() > 0
threads_are_chosen_by_itself_as_tensorflow = False
# --8<-- [end:what_is_there]

# --8<-- [start:precision]
default_dtype = torch.get_default_dtype()
range_of_float16 = torch.finfo(torch.float16).max
smallest_of_float32 = torch.finfo(torch.float32).tiny
epsilon_of_float32 = torch.finfo(torch.float32).eps
largest_of_int32 = torch.iinfo(torch.int32).max
to_bfloat16 = x.bfloat16()
to_half = x.half()
to_double = x.double()
# PyTorch computes products exactly unless it's told; TensorFlow
# takes TensorFloat-32 where a GPU has it.
precision_of_products = torch.get_float32_matmul_precision()
precision_of_products_as_tensorflow = True


# Autocast of PyTorch computes a product in bfloat16; a policy of
# Keras does the same for a layer, and keeps its weights.
def mixed_precision_of_a_layer():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return layer()(torch.ones(1, 2)).dtype


def weights_in_mixed_precision():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return layer().weight.dtype


# Autocast leaves a sum alone, a policy takes it too.
def sum_in_mixed_precision():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return (torch.ones(2) + torch.ones(2)).dtype


sum_in_mixed_precision_as_tensorflow = (
    torch.ones(2).bfloat16() + torch.ones(2).bfloat16()
).dtype
layer_in_half_precision = layer().bfloat16().weight.dtype


# The scale of a loss keeps small gradients in float16 from
# vanishing.
def scale_of_loss():
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    return scaler.scale(torch.tensor(0.5))


# The scale begins at 65,536 in PyTorch, at 32,768 in Keras.
def first_scale():
    scaler = torch.amp.GradScaler("cpu")
    return scaler.get_scale()


def first_scale_as_tensorflow():
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**15)
    return scaler.get_scale()


def step_with_scale():
    weight = nn.Parameter(torch.tensor([1.0]))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    scaler.scale((weight * 3).sum()).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    return weight.detach()


def deterministic_is_on():
    torch.use_deterministic_algorithms(True)
    on = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(False)
    return on


def finds_the_nan():
    with torch.autograd.detect_anomaly(check_nan=True):
        x = torch.tensor([-1.0], requires_grad=True)
        try:
            x.sqrt().sum().backward()
        except RuntimeError:
            return True
    return False


# --8<-- [end:precision]

# --8<-- [start:memory]
bytes_of_tensor = x.nbytes
bytes_of_an_item = x.element_size()
pinned_by_default = x.is_pinned()
is_contiguous = x.is_contiguous()
storage_is_shared = x.data_ptr() == x.view(3, 1).data_ptr()
# numpy() of an eager tensor is a copy in TensorFlow.
shares_memory_with_numpy = (
    x.detach().numpy().ctypes.data == x.data_ptr()
)
shares_memory_with_numpy_as_tensorflow = (
    x.detach().numpy().copy().ctypes.data == x.data_ptr()
)


# from_numpy shares the memory of the array.
def changes_with_its_array():
    array = np.ones(2, "float32")
    tensor = torch.from_numpy(array)
    array[0] = 9.0
    return tensor


def changes_with_its_array_as_tensorflow():
    array = np.ones(2, "float32")
    tensor = torch.tensor(array)
    array[0] = 9.0
    return tensor


# --8<-- [end:memory]
