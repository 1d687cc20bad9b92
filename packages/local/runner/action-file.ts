import { InputError } from '@ci-actions/errors/errors';
import { fields, type Node, text } from './node.ts';
import type { StandIn } from './stand-ins/stand-in.ts';
import { readAction, type StepSpec, stepsOf } from './workflow-file.ts';

export interface ActionInput {
  required: boolean;
  default?: Node;
  deprecationMessage?: string;
}

interface ActionBase {
  /** What `uses:` says. */
  uses: string;
  inputs: Record<string, ActionInput>;
}

export interface JavaScriptAction extends ActionBase {
  kind: 'javascript';
  folder: string;
  main: string;
  pre?: string;
  preIf: string;
  post?: string;
  postIf: string;
}

export interface CompositeAction extends ActionBase {
  kind: 'composite';
  folder: string;
  steps: StepSpec[];
  outputs: Record<string, Node>;
}

export interface StandInAction extends ActionBase {
  kind: 'stand-in';
  standIn: StandIn;
}

export type Action = JavaScriptAction | CompositeAction | StandInAction;

/**
 * Reads an action from its metadata.
 *
 * @param read the content of a file in the action's folder, undefined when it is not there
 * @param folder where that is, for the processes
 * @throws InputError when there is no action, GitHub's parser refuses it, or it is of a kind that cannot run here
 */
export function loadAction(uses: string, folder: string, read: (file: string) => string | undefined): Action {
  const [file, content] = ['action.yml', 'action.yaml']
    .map((name) => [name, read(name)] as const)
    .find(([, found]) => found !== undefined) ?? ['action.yml', undefined];
  if (content === undefined) {
    const hint = uses.startsWith('./')
      ? 'Is there a checkout before it, and is the action built?'
      : 'Build it, or mend the path.';
    throw new InputError(`Can't find 'action.yml' or 'action.yaml' for ${uses} under ${folder}. ${hint}`);
  }
  const root = readAction(content, `${uses}/${file}`);
  const runs = fields(root.runs);
  const using = text(runs.using) ?? '';
  const inputs = Object.fromEntries(
    Object.entries(fields(root.inputs)).map(([name, node]) => [name, inputOf(fields(node))]),
  );
  if (using === 'composite') {
    const outputs = Object.fromEntries(
      Object.entries(fields(root.outputs)).flatMap(([name, node]) =>
        fields(node).value ? [[name, fields(node).value as Node]] : [],
      ),
    );
    return { kind: 'composite', uses, folder, inputs, steps: stepsOf(runs.steps), outputs };
  }
  if (using !== 'node20' && using !== 'node24') {
    throw new InputError(
      `${uses} runs \`using: ${using}\`, which this runner does not have. It runs node20, node24 and composite.`,
    );
  }
  const pre = text(runs.pre);
  const post = text(runs.post);
  return {
    kind: 'javascript',
    uses,
    folder,
    inputs,
    main: text(runs.main) ?? '',
    preIf: text(runs['pre-if']) ?? 'always()',
    postIf: text(runs['post-if']) ?? 'always()',
    ...(pre === undefined ? {} : { pre }),
    ...(post === undefined ? {} : { post }),
  };
}

function inputOf(input: Record<string, Node>): ActionInput {
  const deprecationMessage = text(input.deprecationMessage);
  return {
    required: text(input.required) === 'true',
    ...(input.default ? { default: input.default } : {}),
    ...(deprecationMessage === undefined ? {} : { deprecationMessage }),
  };
}
