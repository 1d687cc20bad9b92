/**
 * @param text of an element or an attribute
 * @returns the text with the five entities of XML and the numbers of characters decoded; anything else stays as it is
 * written, and a number that is no character becomes U+FFFD
 * @see https://www.w3.org/TR/xml/#sec-predefined-ent
 */
export function decodeXmlText(text: string): string {
  let decoded = '';
  let done = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    const end = text.indexOf(';', at);
    if (end === -1) break;
    if (end - at > 10) continue;
    const character = entity(text.slice(at + 1, end));
    if (character === undefined) continue;
    decoded += text.slice(done, at) + character;
    done = end + 1;
    at = end;
  }
  return done === 0 ? text : decoded + text.slice(done);
}

function entity(name: string): string | undefined {
  switch (name) {
    case 'lt':
      return '<';
    case 'gt':
      return '>';
    case 'amp':
      return '&';
    case 'quot':
      return '"';
    case 'apos':
      return "'";
    default: {
      const [, decimal, hexadecimal] = /^#(?:(\d+)|x([\da-f]+))$/i.exec(name) ?? [];
      if (decimal !== undefined) return character(Number(decimal));
      return hexadecimal === undefined ? undefined : character(Number.parseInt(hexadecimal, 16));
    }
  }
}

function character(code: number): string {
  const none = code === 0 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff;
  return none ? '\ufffd' : String.fromCodePoint(code);
}
