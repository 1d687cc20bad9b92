import { expect, test } from '@jest/globals';
import { Html, html, scriptJson } from './html.ts';

test('what is put into HTML is text', () => {
  const name = `<img src=x onerror="alert('1')">&amp;`;
  const escaped = '&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;amp;';
  expect(html`<b title="${name}">${name}</b>`.text).toBe(`<b title="${escaped}">${escaped}</b>`);
});

test('pieces, lists, numbers and nothing', () => {
  expect(html`${[html`<i>1</i>`, '<']}${2}${false}${undefined}${new Html('<hr>')}`.text).toBe('<i>1</i>&#60;2<hr>');
});

test('JSON in a script element stays JSON', () => {
  const value = ['</script><!--<script>', '\u2028\u2029', '\\u003c'];
  const text = scriptJson(JSON.stringify(value));
  expect(text).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(value);
});
