SELECT p.payment_id, p.amount
FROM staging.payments AS p
LEFT JOIN staging.orders AS o ON o.payment_id = p.payment_id
WHERE p.payment_date = '{{ ds }}' AND o.order_id IS NULL;
