import { NUnitHandler } from './nunit.ts';
import type { XmlFormat } from './read-xml.ts';

/**
 * NUnit 3 and 4, and what others write in that form (Unity, Microsoft.Testing.Platform).
 *
 * @see https://docs.nunit.org/articles/nunit/technical-notes/usage/Test-Result-XML-Format.html
 */
export const nunit3: XmlFormat = {
  name: 'NUnit 3 XML',
  claims: (root, attributes) => root === 'test-run' || (root === 'test-suite' && attributes.executed === undefined),
  handler: (sink, refuse) => new NUnitHandler(sink, refuse),
};
