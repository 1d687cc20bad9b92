import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findDagIds } from './dag-ids.ts';

const ids = (source: string) => findDagIds(source).map(({ id, line }) => `${id}:${line}`);

describe('findDagIds', () => {
  const cases: readonly (readonly [name: string, source: string, expected: readonly string[]])[] = [
    ['a positional id', 'dag = DAG("a")', ['a:1']],
    ['single quotes and a comma', "DAG('a', schedule=None)", ['a:1']],
    ['a keyword', 'DAG(schedule=None, dag_id="a")', ['a:1']],
    ['a keyword with blanks', 'DAG(\n  dag_id = "a",\n)', ['a:1']],
    ['a context manager', '\nwith DAG("a") as dag:\n    pass', ['a:2']],
    ['a dotted name', 'x = models.DAG("a"); y = airflow.models.DAG(dag_id="b")', ['a:1', 'b:1']],
    ['an import under another name', 'from airflow import DAG as D\nD("a")', ['a:2']],
    ['text in pieces', 'DAG("a" \'b\'\n  "c")', ['abc:1']],
    ['raw text and escapes', 'DAG(r"a\\n"); DAG("\\x41\\u00e9\\101")', ['a\\n:1', 'AéA:1']],
    ['unicode', 'DAG("täglich")', ['täglich:1']],
    ['@dag with a positional id', '@dag("a")\ndef f(): pass', ['a:1']],
    ['@dag with a keyword', '@dag(schedule=None, dag_id="a")\ndef f(): pass', ['a:1']],
    ['@dag over a function', '@dag\ndef f(): pass', ['f:1']],
    ['@dag() over a function', '@dag()\ndef f(): pass', ['f:1']],
    ['@dag with other arguments', '\n@dag(schedule="@daily", tags=["x"])\n@other\ndef f(): pass', ['f:2']],
    ['@dag over an async function', '@dag\nasync def f(): pass', ['f:1']],
    ['a dotted decorator', '@decorators.dag(schedule=None)\ndef f(): pass', ['f:1']],
    ['a decorator under another name', 'from airflow.decorators import dag as flow\n@flow\ndef f(): pass', ['f:2']],
    ['a call inside a call', 'DAG("a", default_args=dict(dag_id="b", x=[1, {"dag_id": "c"}]))', ['a:1']],
    ['CRLF line ends', 'x = 1\r\nDAG("a")\r\n', ['a:2']],
    ['a byte order mark', '\ufeffDAG("a")', ['a:1']],
    ['a line count through long strings', '"""\nDAG("no")\n"""\nDAG("a")', ['a:4']],
    ['a string that is never closed', "x = 'it\nDAG('a')", ['a:2']],
    ['escaped quotes and line ends', 'x = "\\"DAG(\\\n\\""\nDAG("a")', ['a:3']],
    ['escapes in long strings', "x = '''\\'''DAG(\"b\")\n'''\nDAG(\"a\")", ['a:3']],
    ['old line ends', '# DAG("b")\rDAG("a")', ['a:2']],
    ['a continued line', 'x = \\\n  DAG("a")', ['a:2']],
    ['after an f-string with quotes of its own kind', 'x = f"{d["k"]}"\nDAG("a")', ['a:2']],
    // Not counted.
    ['comments', '# DAG("a")\nx = 1 # DAG("b")', []],
    ['strings and docstrings', '"""DAG("a")"""\nx = \'DAG("b")\'\n', []],
    ['variables', 'DAG(name); DAG(dag_id=name); DAG(name + "x")', []],
    ['f-strings', 'DAG(f"a"); DAG(dag_id=f"{x}"); DAG(F\'b\'); DAG(rf"c")', []],
    ['an f-string among the pieces', 'DAG("a" f"{b}")', []],
    ['expressions', 'DAG("a" + x); DAG("a" % x); DAG("a".format(x)); DAG(dag_id="a" + x)', []],
    ['a second positional argument', 'DAG(name, "description")', []],
    ['classes and functions of that name', 'class DAG("x"): pass\ndef DAG("y"): pass\nclass A(DAG): pass', []],
    ['other names', 'MyDAG("a"); DAGs("b"); dag("c"); x.dag("d")', []],
    ['a decorator with an id from elsewhere', '@dag(dag_id=name)\ndef f(): pass\n@dag(**kw)\ndef g(): pass', []],
    ['a method of a dag', '@dag.task\ndef f(): pass\n@task\ndef g(): pass', []],
    ['a function further down', '@dag\nx = 1\ndef f(): pass', []],
    ['a call that never ends', 'DAG("a"', []],
  ];
  test.each(cases)('%s', (_name, source, expected) => {
    expect(ids(source)).toEqual(expected);
  });

  test('never fails, whatever the text', () => {
    const bits = fc.constantFrom(
      'DAG(',
      '@dag',
      '"',
      "'",
      '"""',
      '\\',
      '\n',
      '(',
      ')',
      ',',
      '=',
      'dag_id',
      'f',
      ' ',
      '#',
      'def x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ unit: 'binary' })), { maxLength: 60 }), (parts) => {
        expect(Array.isArray(findDagIds(parts.join('')))).toBe(true);
      }),
    );
  });

  // Quadratic work on a megabyte would run into the limit of the test by hours.
  test.each([
    ['open calls', 'DAG('],
    ['ids', 'DAG("a",'],
    ['decorators', '@dag('],
    ['quotes', '"\\'],
    ['backslashes', '\\'],
    ['names', 'dag'],
    ['nested blocks', 'if x:\n '],
    ['pieces of text', 'DAG("a" "b" '],
    ['f-strings', "f'"],
    ['one string that never ends', 'a\\n'],
    ['lines that end in a string', '"\n'],
    ['long strings', "'''\""],
  ])('takes a hostile megabyte of %s in linear time', (_name, bit) => {
    for (const before of ['', '"', "'''"]) {
      expect(findDagIds(before + bit.repeat(1_000_000 / bit.length)).length).toBeLessThan(1_000_000);
    }
  });
});
