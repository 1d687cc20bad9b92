import unittest

from sales_report.orders import NoOrders, OrderLine, Rejected, read_orders

HEADER = "order_id,placed_at,country,sku,quantity,unit_price_cents,status\n"


class ReadOrdersTest(unittest.TestCase):
    def test_a_row_is_a_line_of_an_order(self):
        rows = list(read_orders(HEADER + "1,2026-11-20,de,mug,2,1250,placed\n2,2026-11-20,FR,kettle,1,4990,cancelled\n"))
        self.assertEqual(
            rows, [OrderLine("1", "DE", "mug", 2, 1250, False), OrderLine("2", "FR", "kettle", 1, 4990, True)]
        )

    def test_a_row_that_makes_no_sense_is_rejected_with_its_line(self):
        for row, reason in (
            ("1,x,DEU,mug,2,1250,placed", "country is 'DEU'"),
            ("1,x,DE,mug,0,1250,placed", "quantity is '0'"),
            ("1,x,DE,mug,1.5,1250,placed", "quantity is '1.5'"),
            ("1,x,DE,mug,²,1250,placed", "quantity is '²'"),
            ("1,x,DE,mug,1,-5,placed", "unit_price_cents is '-5'"),
            ("1,x,DE,mug,1,5,returned", "status is 'returned'"),
            (",x,DE,mug,1,5,placed", "order_id or sku is empty"),
            ("1,x,DE", "it is too short"),
        ):
            with self.subTest(row=row):
                good = "2,x,DE,mug,1,5,placed\n"
                first, second = read_orders(f"{HEADER}{row}\n{good}")
                self.assertEqual((first, second.order_id), (Rejected(2, reason), "2"))

    def test_a_file_of_something_else_is_refused(self):
        with self.assertRaises(NoOrders) as raised:
            list(read_orders("order_id,country\n1,DE\n"))
        self.assertEqual(str(raised.exception), "The columns sku, quantity, unit_price_cents, status are missing.")

    def test_a_day_without_orders_is_no_mistake(self):
        self.assertEqual(list(read_orders(HEADER)), [])
