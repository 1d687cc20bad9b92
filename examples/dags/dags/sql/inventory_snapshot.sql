INSERT INTO mart.inventory_snapshot (taken_at, warehouse, sku, quantity)
SELECT '{{ ts }}', warehouse, sku, SUM(quantity)
FROM staging.stock_movements
GROUP BY warehouse, sku;
