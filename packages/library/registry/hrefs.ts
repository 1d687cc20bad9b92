/**
 * The targets of the links of an HTML page.
 *
 * @returns in their order; of what is escaped only `&amp;` is resolved, as names of files need no more
 * @see https://peps.python.org/pep-0503/#specification
 */
export function hrefs(html: string): string[] {
  // No tag is read past the next one, so the time is linear. Some indexes have a bare `>` after the target.
  return [...html.matchAll(/<a\s([^<>]*)/gi)].flatMap(([, attributes = '']) => {
    const href = /(?:^|\s)href\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"']+))/i.exec(attributes);
    const target = href?.[1] ?? href?.[2] ?? href?.[3];
    return target === undefined ? [] : [target.replaceAll('&amp;', '&')];
  });
}
