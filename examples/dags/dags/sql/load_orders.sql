-- One day of raw orders into the staging table; run again, it replaces that day.
DELETE FROM staging.orders WHERE order_date = '{{ ds }}';

COPY staging.orders
FROM '{{ params.source }}'
IAM_ROLE DEFAULT
FORMAT AS PARQUET;
