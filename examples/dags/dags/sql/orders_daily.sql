DELETE FROM mart.orders_daily WHERE order_date = '{{ ds }}';

INSERT INTO mart.orders_daily (order_date, country, orders, revenue_eur)
SELECT o.order_date, o.country, COUNT(*), SUM(o.amount * r.rate_to_eur)
FROM staging.orders AS o
JOIN raw.exchange_rates AS r ON r.currency = o.currency AND r.rate_date = o.order_date
WHERE o.order_date = '{{ ds }}'
GROUP BY o.order_date, o.country;
