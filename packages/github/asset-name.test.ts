import { expect, test } from '@jest/globals';
import { assetName } from './asset-name.ts';

test.each([
  ['a-1.0+b_c@d.whl', 'a-1.0+b_c@d.whl'],
  ['my file (1).zip', 'my.file.1.zip'],
  ['.env', 'default.env'],
  ['ümläut..tar.gz.', 'umlaut.tar.gz'],
  ['файл.zip', 'default.zip'],
  ['LICENSE', 'LICENSE'],
])('%s is kept as %s', (name, expected) => {
  expect(assetName(name)).toBe(expected);
});
