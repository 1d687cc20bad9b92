MERGE INTO mart.customers USING staging.customers AS s
ON mart.customers.customer_id = s.customer_id
WHEN MATCHED THEN UPDATE SET email_hash = s.email_hash, country = s.country, updated_at = s.updated_at
WHEN NOT MATCHED THEN INSERT (customer_id, email_hash, country, updated_at)
VALUES (s.customer_id, s.email_hash, s.country, s.updated_at);
