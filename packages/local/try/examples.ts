/** What a change to an example is, for its three events: each kind of repository gets one that fits. */
export interface Example {
  name: string;
  /** A template of action-templates/, and the workflow's file in the repository. */
  workflow: string;
  /** What somebody adds on a branch that is merged. */
  change: { branch: string; message: string; file: string; text: string };
  /** What the merge comes to, in words; otherwise staging and production. */
  merged?: string;
  /** What somebody starts by hand; otherwise what each of these has. */
  byHand?: ByHand;
  /** The version that was released before, by its tag. */
  lastVersion?: string;
  /** For an image: makes its archive without a container engine. */
  imageScript?: { command: string; file: string };
  /**
   * The script that makes the packages that it depends on, for indexes on this machine, and the folder of the function that
   * needs pip.
   */
  libraries?: { script: string; python: string };
}

/** A branch with a commit of its own, on which somebody chooses "Run workflow". */
export interface ByHand {
  branch: string;
  message: string;
  /** A line that is added to the README. */
  line: string;
  inputs: Record<string, string>;
  /** What it comes to, in words. */
  comesTo: string;
}

/** What those who publish to environments start by hand. */
export const toDevelopment: ByHand = {
  branch: 'feature/quieter-alerts',
  message: 'docs: say that alerts are quieter',
  line: 'Alerts are quieter on this branch.',
  inputs: { environment: 'development' },
  comesTo: 'then development',
};

export const exampleNames = ['dags', 'application', 'data-task', 'lambda', 'library'] as const;
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
  library: {
    name: 'library',
    workflow: 'library.yml',
    change: {
      branch: 'feature/netherlands',
      message: 'feat: deliver to the Netherlands',
      file: 'shop_delivery/countries.py',
      text: `"""The countries that the shop delivers to."""

from typing import NamedTuple


class Country(NamedTuple):
    #: How many working days a parcel is on its way.
    days: int
    #: The public holidays that are on the same day each year, as (month, day).
    fixed: "tuple[tuple[int, int], ...]"
    #: The others, as days after Easter Sunday.
    after_easter: "tuple[int, ...]"


COUNTRIES = {
    "AT": Country(
        days=2,
        fixed=((1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)),
        after_easter=(1, 39, 50, 60),
    ),
    "DE": Country(
        days=1,
        fixed=((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
        after_easter=(-2, 1, 39, 50),
    ),
    "FR": Country(
        days=3,
        fixed=((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
        after_easter=(1, 39, 50),
    ),
    "NL": Country(
        days=2,
        fixed=((1, 1), (4, 27), (12, 25), (12, 26)),
        after_easter=(1, 39, 50),
    ),
}
`,
    },
    merged: 'then the next version, which a `feat:` makes a minor one',
    byHand: {
      branch: 'docs/closures',
      message: 'docs: where the closures come from',
      line: 'The team of the warehouse keeps `closures.txt`.',
      inputs: { bump: 'patch' },
      comesTo: 'then a patch, which its commits do not ask for',
    },
    lastVersion: '1.0.0',
  },
};
