"""Provoke errors of imports in TensorFlow; mend them."""

# --8<-- [start:name_error]
try:
    model = keras.layers.Dense(1)
except NameError as error:
    print(f"NameError: {error}")

import keras
import tensorflow as tf

model = keras.layers.Dense(1)
print(f"outputs: {tuple(model(tf.ones((4, 2))).shape)}")
# --8<-- [end:name_error]

# --8<-- [start:modules]
try:
    import tensorflow.contrib
except ModuleNotFoundError as error:
    print(f"ModuleNotFoundError: {error}")
try:
    from tensorflow.python.keras.preprocessing import image
except ModuleNotFoundError as error:
    print(f"ModuleNotFoundError: {error}")

from keras.preprocessing import image

print(f"the same: {image.load_img is keras.utils.load_img}")
# --8<-- [end:modules]

# --8<-- [start:private_copy]
from tensorflow.python.keras.layers import Dense  # a leftover

try:
    keras.Sequential([Dense(1)])
except ValueError as error:
    print(f"ValueError: {error}")

model = keras.Sequential([keras.layers.Dense(1)])
print(f"outputs: {tuple(model(tf.ones((4, 2))).shape)}")
# --8<-- [end:private_copy]
