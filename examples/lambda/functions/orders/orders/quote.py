from shop_money import share, vat_in

from .catalogue import CATALOGUE

SHIPPING = 490
#: From this amount on, in cents, it is 10 % off.
DISCOUNT_FROM = 10_000


def quote(order, free_shipping_from):
    """What an order costs, all in cents and with VAT: its lines, the discount, the shipping and the sum."""
    lines = []
    for sku, quantity in order.lines:
        name, price = CATALOGUE[sku]
        lines.append({"sku": sku, "name": name, "quantity": quantity, "price": price, "total": price * quantity})
    goods = sum(line["total"] for line in lines)
    discount = share(goods, 10, 100) if goods >= DISCOUNT_FROM else 0
    shipping = 0 if goods - discount >= free_shipping_from else SHIPPING
    total = goods - discount + shipping
    return {
        "country": order.country,
        "lines": lines,
        "goods": goods,
        "discount": discount,
        "shipping": shipping,
        "total": total,
        "vat": vat_in(total, order.country),
    }
