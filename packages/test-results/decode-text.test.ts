import { expect, test } from '@jest/globals';
import { decodeText } from './decode-text.ts';
import { pieces } from './test-tools.ts';

const xml = '<?xml version="1.0" encoding="UTF-16"?><a>é 漢 🎉</a>';
const utf16le = Buffer.from(xml, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

async function decode(bytes: Uint8Array, size: number): Promise<string> {
  let text = '';
  for await (const piece of decodeText(pieces(bytes, size))) text += piece;
  return text;
}

test.each([
  ['UTF-8', Buffer.from('<a>é 漢 🎉</a>'), '<a>é 漢 🎉</a>'],
  ['UTF-8 with a mark', Buffer.from('\ufeff<a>é</a>'), '<a>é</a>'],
  ['UTF-16 little-endian with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le]), xml],
  ['UTF-16 big-endian with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be]), xml],
  ['UTF-16 little-endian', utf16le, xml],
  ['UTF-16 big-endian', utf16be, xml],
  ['JSON in UTF-16 little-endian', Buffer.from('{"é": "漢"}', 'utf16le'), '{"é": "漢"}'],
  ['a blank line first, UTF-16 big-endian', Buffer.from('\n<a>é</a>', 'utf16le').swap16(), '\n<a>é</a>'],
  ['TAP in UTF-16 with a mark', Buffer.from('\ufeffok 1', 'utf16le'), 'ok 1'],
  ['UTF-8 that calls itself UTF-16', Buffer.from(xml), xml],
  [
    'Latin-1',
    Buffer.from("<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>", 'latin1'),
    "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>",
  ],
  ['bytes that are no UTF-8', Buffer.from([0x3c, 0x61, 0xff, 0x3e]), '<a\ufffd>'],
  ['nothing', Buffer.alloc(0), ''],
  ['more than the first piece', Buffer.from(`<a>${'é'.repeat(500)}</a>`), `<a>${'é'.repeat(500)}</a>`],
])('%s', async (_what, bytes, expected) => {
  for (const size of [1, 3, 5000]) expect(await decode(bytes, size)).toBe(expected);
});

test('an encoding that is not known is refused', async () => {
  await expect(decode(Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>'), 9)).rejects.toThrow(
    'declares the encoding "klingon", which is not known',
  );
});
