def share(cents, part, whole):
    """`part` of `whole` of an amount, rounded half up: `share(1250, 10, 100)` is a tenth of it."""
    return (2 * cents * part + whole) // (2 * whole)
