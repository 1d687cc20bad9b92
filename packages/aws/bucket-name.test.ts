import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { checkBucketName } from './bucket-name.ts';

test.each(['abc', 'my-dags', 'my.dags.example.com', '123', 'a'.repeat(63), 'a-s3alias'])('%s is a name', (name) => {
  expect(checkBucketName(name)).toBe(name);
});

test.each([
  ['', 'it is empty'],
  ['ab', '3 to 63 characters'],
  ['a'.repeat(64), '3 to 63 characters'],
  ['My-dags', 'a capital letter'],
  ['my_dags', 'only lower-case letters'],
  ['s3://dags', 'without s3://'],
  ['arn:aws:s3:::dags', 'it is an ARN'],
  ['dags/prod', 'it holds a slash'],
  ['../../etc', 'it holds a slash'],
  ['-dags', 'begin and end with'],
  ['dags.', 'begin and end with'],
  ['da..gs', 'two dots in a row'],
  ['192.168.5.4', 'an IP address'],
  ['xn--dags', 'S3 keeps names that begin so'],
  ['dags--x-s3', 'a directory bucket'],
  ['dags.mrap', 'S3 keeps names that end so'],
  ['dags\n', 'only lower-case letters'],
  ['dags?x', 'only lower-case letters'],
])('%p is none: %s', (name, sentence) => {
  expect(() => checkBucketName(name)).toThrow(InputError);
  expect(() => checkBucketName(name)).toThrow(sentence);
});
