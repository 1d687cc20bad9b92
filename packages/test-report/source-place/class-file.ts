import { shorter } from './path-index.ts';

/** Languages whose class names follow the folders of their files. */
const endings = ['java', 'kt', 'scala', 'groovy', 'py', 'php', 'rb', 'cs'];

/**
 * The paths that the file of a class may end in, the surest first: `com.acme.FooTest` stands in `com/acme/FooTest.java`,
 * `tests.test_x.TestY` in `tests/test_x.py`, `Tests\Unit\FooTest` in `Unit/FooTest.php`.
 *
 * @param className untrusted
 * @returns nothing where it is no name of a class
 */
export function* pathsOfClass(className: string): Generator<string> {
  if (className.length > 500 || !/^[\w$]+(?:[.\\/+:]+[\w$]+)*$/.test(className)) return;
  const whole = (className.split('$', 1)[0] ?? '').split(/[.\\/+:]+/).join('/');
  for (const ending of endings) yield `${whole}.${ending}`;
  // A module of Python holds classes, and a file of Java a nested one.
  const parent = whole.slice(0, Math.max(0, whole.lastIndexOf('/')));
  if (parent !== '') yield `${parent}.py`;
  const grandparent = parent.slice(0, Math.max(0, parent.lastIndexOf('/')));
  if (grandparent !== '') yield `${grandparent}.py`;
  // The first parts of a namespace or package often have no folder of their own in these languages.
  for (let rest = shorter(whole); rest !== undefined; rest = shorter(rest)) {
    for (const ending of ['php', 'cs', 'kt', 'scala']) yield `${rest}.${ending}`;
  }
}
