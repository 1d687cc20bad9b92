"""What the shop sells: a name, and the price in cents with VAT."""

CATALOGUE = {
    "kettle": ("Kettle", 4990),
    "mug": ("Mug", 1250),
    "tea-black": ("Black tea, 100 g", 690),
    "tea-green": ("Green tea, 100 g", 790),
    "teapot": ("Teapot", 3450),
}
