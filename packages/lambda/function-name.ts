import { InputError } from '@ci-actions/errors/errors';

/** A function or a layer, as somebody named it. */
export interface Named {
  /** What requests name: the name, or the ARN where the function is another account's. */
  id: string;
  /** The name alone. */
  name: string;
  /** Where an ARN tells it. */
  account?: string;
}

const arn = /^arn:[a-z-]+:lambda:([a-z0-9-]+):(\d{12}):(function|layer):([\w-]+)(?::(.+))?$/;
const partial = /^(\d{12}):function:([\w-]+)(?::(.+))?$/;

/**
 * @param text a name or an ARN, without a version or an alias
 * @param what `function` or `layer`: the input that it comes from
 * @throws InputError where it is neither, or of another region
 */
export function readName(text: string, what: 'function' | 'layer', region: string): Named {
  const given = `The input ${what} is ${JSON.stringify(text)}`;
  const whole = arn.exec(text);
  const short = what === 'function' ? partial.exec(text) : undefined;
  const [home, account, name, qualifier] = whole
    ? [whole[1], whole[2], whole[3] === what ? whole[4] : undefined, whole[5]]
    : short
      ? [undefined, short[1], short[2], short[3]]
      : [undefined, undefined, /^[\w-]+$/.test(text) ? text : undefined, undefined];
  const longest = what === 'function' ? 64 : 140;
  if (name === undefined || name.length > longest) {
    throw new InputError(
      `${given}, which names no ${what}: a name has at most ${longest} letters, digits, "-" and "_"; an ARN is taken too.`,
    );
  }
  if (qualifier !== undefined) {
    throw new InputError(
      `${given}, which names the version or alias ${JSON.stringify(qualifier)} of it. Give the ${what} alone${what === 'function' ? ', and the alias in the input alias' : ''}.`,
    );
  }
  if (home !== undefined && home !== region) {
    throw new InputError(`${given}, which is in ${home}, and aws-region is ${region}. Make them the same.`);
  }
  return { id: text, name, ...(account === undefined ? {} : { account }) };
}

/** @throws InputError where a text can be no alias; empty is none. https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export function readAliasName(text: string): string {
  if (text === '' || (/^[\w-]{1,128}$/.test(text) && !/^\d+$/.test(text))) return text;
  throw new InputError(
    `The input alias is ${JSON.stringify(text)}, which is no name of an alias: it has at most 128 letters, digits, "-" and "_", and is no number.`,
  );
}
