/** What a change to an example is, for its three events: each kind of repository gets one that fits. */
export interface Example {
  name: string;
  /** A template of action-templates/, and the workflow's file in the repository. */
  workflow: string;
  /** What somebody adds on a branch that is merged. */
  change: { branch: string; message: string; file: string; text: string };
  /** For an image: makes its archive without a container engine. */
  imageScript?: { command: string; file: string };
  /**
   * The script that makes the packages that it depends on, for indexes on this machine, and the folder of the function that
   * needs pip.
   */
  libraries?: { script: string; python: string };
}

export const exampleNames = ['dags', 'application', 'data-task', 'lambda'] as const;
export type ExampleName = (typeof exampleNames)[number];

/** The repositories of examples/, by their folder. */
export const examples: Record<ExampleName, Example> = {
  dags: {
    name: 'dags',
    workflow: 'dags.yml',
    change: {
      branch: 'feature/returns',
      message: 'feat: follow the returns of each day',
      file: 'dags/returns_daily.py',
      text: `"""Follows the returns of each day."""
from datetime import datetime

from airflow import DAG
from airflow.operators.empty import EmptyOperator

with DAG(dag_id="returns_daily", start_date=datetime(2026, 1, 1), schedule="@daily", catchup=False, tags=["returns"]):
    EmptyOperator(task_id="collect") >> EmptyOperator(task_id="report")
`,
    },
  },
  application: {
    name: 'application',
    workflow: 'application.yml',
    change: {
      branch: 'feature/delivery-time',
      message: 'feat: how many days a delivery takes',
      file: 'src/delivery.js',
      text: `/** How many days a parcel is on its way, by country. */
export const deliveryDays = new Map([
  ['AT', 2],
  ['DE', 1],
  ['FR', 3],
  ['NL', 2],
]);
`,
    },
    imageScript: { command: 'node scripts/build-image.js --output image.tar', file: 'scripts/build-image.js' },
  },
  'data-task': {
    name: 'data-task',
    workflow: 'data-task.yml',
    change: {
      branch: 'feature/currencies',
      message: 'feat: the currency of each country',
      file: 'sales_report/currencies.py',
      text: `"""The currency that a country pays in."""

CURRENCIES = {"CH": "CHF", "DE": "EUR", "FR": "EUR", "GB": "GBP"}
`,
    },
    imageScript: { command: 'python3 scripts/build-image.py --output image.tar', file: 'scripts/build-image.py' },
  },
  lambda: {
    name: 'lambda',
    workflow: 'lambda.yml',
    change: {
      branch: 'feature/saucers',
      message: 'feat: saucers',
      file: 'functions/orders/orders/catalogue.py',
      text: `"""What the shop sells: a name, and the price in cents with VAT."""

CATALOGUE = {
    "kettle": ("Kettle", 4990),
    "mug": ("Mug", 1250),
    "saucer": ("Saucer", 590),
    "tea-black": ("Black tea, 100 g", 690),
    "tea-green": ("Green tea, 100 g", 790),
    "teapot": ("Teapot", 3450),
}
`,
    },
    libraries: { script: 'scripts/build-libraries.py', python: 'functions/orders' },
  },
};
