const compiled = new Map<string, RegExp>();

/**
 * Whether a text fits a pattern as IAM compares them (StringLike, actions, resources): `*` is any run of characters,
 * `?` is one character, everything else is itself and case counts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function fits(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, 'su');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}
