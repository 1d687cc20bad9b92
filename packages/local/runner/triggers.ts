import { matchesFilter } from './filter-patterns.ts';
import { fields, items, type Node, text, texts } from './node.ts';
import type { WorkflowEvent } from './options.ts';

/** Activities that start a workflow when `types:` does not say: the others of these events do not. */
const usualTypes: Record<string, string[]> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

/**
 * Says why `on:` does not match an event; undefined when it does.
 *
 * @param on the workflow's `on:`
 * @param changed the paths that the event changes; asked for only when a filter needs them
 */
export function whyNotTriggered(
  on: Node | undefined,
  event: WorkflowEvent,
  changed: () => string[],
): string | undefined {
  const events = eventsOf(on);
  if (!events.includes(event.name)) {
    return `The workflow runs on ${events.join(', ') || 'nothing'}, not on ${event.name}.`;
  }
  const filter = fields(fields(on)[event.name]);
  const action = event.payload.action;
  const types = filter.types ? texts(filter.types) : usualTypes[event.name];
  if (types && typeof action === 'string' && !types.includes(action)) {
    return `The activity ${action} of ${event.name} is not among the types ${types.join(', ')}.`;
  }
  return event.name === 'push'
    ? whyNotPushed(filter, event, changed)
    : (branchReason(filter, baseBranch(event)) ?? pathReason(filter, changed));
}

/** The names of the events in `on:`, in each of its three forms. */
export function eventsOf(on: Node | undefined): string[] {
  return on?.kind === 'map' ? Object.keys(fields(on)) : texts(on);
}

function whyNotPushed(filter: Record<string, Node>, { ref, payload }: WorkflowEvent, changed: () => string[]) {
  if (payload.deleted === true) return `The push deletes ${ref}; a push workflow runs on what is there.`;
  const hasBranches = Boolean(filter.branches ?? filter['branches-ignore']);
  const hasTags = Boolean(filter.tags ?? filter['tags-ignore']);
  if (ref.startsWith('refs/tags/')) {
    if (!hasTags) return hasBranches ? `The workflow names branches only, and ${ref} is a tag.` : undefined;
    // Path filters are not evaluated for pushes of tags.
    return nameReason(filter, 'tags', ref.slice('refs/tags/'.length));
  }
  const branch = ref.replace(/^refs\/heads\//, '');
  if (hasTags && !hasBranches) return `The workflow names tags only, and ${branch} is a branch.`;
  return branchReason(filter, branch) ?? pathReason(filter, changed);
}

function baseBranch({ name, ref, payload }: WorkflowEvent): string | undefined {
  if (name === 'workflow_run') return (payload.workflow_run as { head_branch?: string } | undefined)?.head_branch;
  const base = (payload.pull_request as { base?: { ref?: string } } | undefined)?.base?.ref;
  return base ?? (ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined);
}

function branchReason(filter: Record<string, Node>, branch: string | undefined): string | undefined {
  return branch === undefined ? undefined : nameReason(filter, 'branches', branch);
}

function nameReason(filter: Record<string, Node>, kind: 'branches' | 'tags', name: string): string | undefined {
  const wanted = filter[kind];
  const ignored = filter[`${kind}-ignore`];
  if (wanted && !matchesFilter(name, texts(wanted))) {
    return `${name} matches none of the ${kind} ${texts(wanted).join(', ')}.`;
  }
  if (ignored && matchesFilter(name, texts(ignored))) {
    return `${name} is among the ignored ${kind} ${texts(ignored).join(', ')}.`;
  }
  return undefined;
}

function pathReason(filter: Record<string, Node>, changed: () => string[]): string | undefined {
  if (filter.paths) {
    const patterns = texts(filter.paths);
    if (!changed().some((file) => matchesFilter(file, patterns)))
      return `No changed file matches ${patterns.join(', ')}.`;
  }
  if (filter['paths-ignore']) {
    const patterns = texts(filter['paths-ignore']);
    if (changed().every((file) => matchesFilter(file, patterns))) {
      return `Every changed file is among the ignored ${patterns.join(', ')}.`;
    }
  }
  return undefined;
}

/** Filters that contradict each other by GitHub's rules, as sentences: both of a pair may not be given. */
export function filterConflicts(on: Node | undefined): string[] {
  return Object.entries(fields(on)).flatMap(([event, node]) => {
    const filter = fields(node);
    return ['branches', 'tags', 'paths'].flatMap((kind) =>
      filter[kind] && filter[`${kind}-ignore`]
        ? [`on.${event} has both ${kind} and ${kind}-ignore: keep one, and write exceptions as !pattern.`]
        : items(filter[kind]).length > 0 && texts(filter[kind]).every((pattern) => pattern.startsWith('!'))
          ? [
              `on.${event}.${kind} has negated patterns only: put a pattern that matches something before ${text(items(filter[kind])[0])}.`,
            ]
          : [],
    );
  });
}
