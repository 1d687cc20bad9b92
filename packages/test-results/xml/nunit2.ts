import { NUnitHandler } from './nunit.ts';
import type { XmlFormat } from './read-xml.ts';

/**
 * NUnit 1 and 2, and what others write in that form (Pester). Its `<test-suite>` may be the root where only a part of a
 * report was kept.
 *
 * @see https://docs.nunit.org/2.6/files/Results.xsd
 */
export const nunit2: XmlFormat = {
  name: 'NUnit 2 XML',
  claims: (root, attributes) => root === 'test-results' || (root === 'test-suite' && attributes.executed !== undefined),
  handler: (sink, refuse) => new NUnitHandler(sink, refuse),
};
