import { InputError } from '@ci-actions/errors/errors';

/**
 * S3's rules for the name of a bucket, each with what is wrong where it is broken
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
 */
const rules: readonly (readonly [broken: RegExp, sentence: string])[] = [
  [/^$/, 'it is empty'],
  [/^s3:\/\//, 'it is an address: give the name alone, without s3:// and without a folder'],
  [/^arn:/, 'it is an ARN: give the name alone'],
  [/\//, 'it holds a slash: give the name alone, the folder has an input of its own'],
  [/[A-Z]/, 'it holds a capital letter'],
  [/[^a-z0-9.-]/, 'it may hold only lower-case letters, digits, dots and hyphens'],
  [/^.{1,2}$|^.{64,}$/, 'it must be 3 to 63 characters long'],
  [/^[^a-z0-9]|[^a-z0-9]$/, 'it must begin and end with a letter or a digit'],
  [/\.\./, 'it holds two dots in a row'],
  [/^\d+\.\d+\.\d+\.\d+$/, 'it looks like an IP address'],
  [/^(xn--|sthree-|amzn-s3-demo-)/, 'S3 keeps names that begin so for itself'],
  [/--x-s3$/, 'it is a directory bucket (S3 Express One Zone), which is not supported'],
  [/(--ol-s3|\.mrap|--table-s3)$/, 'S3 keeps names that end so for itself'],
];

/**
 * Holds a text to the rules for the name of a bucket, before anything is asked of AWS.
 *
 * @param name the name
 * @returns the name
 * @throws InputError that says which rule it breaks
 */
export function checkBucketName(name: string): string {
  const broken = rules.find(([pattern]) => pattern.test(name));
  if (broken) throw new InputError(`${JSON.stringify(name)} is not the name of an S3 bucket: ${broken[1]}.`);
  return name;
}
