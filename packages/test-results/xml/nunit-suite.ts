import { limits } from '../limits.ts';
import type { SuiteRef } from '../model.ts';
import { milliseconds } from './junit-case.ts';
import { baseName } from './qualified-name.ts';
import type { Attributes } from './read-xml.ts';

/** One suite of NUnit: an assembly, a part of a namespace, a fixture, or a method with several cases. */
export interface NUnitSuite {
  /** Its path is the assembly and the full name of the fixture: a level for each part of a namespace tells nobody more. */
  ref: SuiteRef;
  /** The namespace or class so far: `Space.Part.Fixture`. */
  qualified: string;
  /** The path of the assembly. */
  assembly: readonly string[];
}

/** Groups of the cases of one method: their names are those of the cases. */
const methodTypes = /^(parameterized(method|test)|genericmethod|theory)$/i;
const assemblyTypes = /^(assembly|(test )?project)$/i;
/** NUnit before 2.5 gives no types. */
const assemblyName = /[\\/]|\.(dll|exe|nunit|[a-z]{2}proj)$/i;

/**
 * @param element `test-run`, `test-results` or `test-suite`
 * @param around the suite that it stands in
 */
export function nunitSuite(element: string, attributes: Attributes, around: NUnitSuite | undefined): NUnitSuite {
  const outside = around ?? { ref: { path: [], declaredMs: 0 }, qualified: '', assembly: [] };
  const { type = '', fullname } = attributes;
  const name = (attributes.name ?? '').trim();
  if (element !== 'test-suite' || methodTypes.test(type) || name === '') return outside;
  const declaredMs = milliseconds(attributes.duration ?? attributes.time);
  if (assemblyTypes.test(type) || (type === '' && assemblyName.test(name))) {
    const assembly = [...outside.assembly, baseName(name).slice(0, limits.name)];
    return { ref: { path: assembly, declaredMs }, qualified: '', assembly };
  }
  const inner = fullname?.trim() || inside(outside.qualified, name);
  const qualified = inner.slice(0, limits.name);
  return { ref: { path: [...outside.assembly, qualified], declaredMs }, qualified, assembly: outside.assembly };
}

/** Some give a suite its short name, some its whole. */
function inside(qualified: string, name: string): string {
  return qualified === '' || name === qualified || name.startsWith(`${qualified}.`) ? name : `${qualified}.${name}`;
}
