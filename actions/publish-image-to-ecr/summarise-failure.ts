import { codeBlock, text } from '@ci-actions/format/markdown';
import { BuildFailed } from '@ci-actions/image/build/build-failed';
import { ScanRefused } from '@ci-actions/image/scan/scan-gate';
import type { Host } from '@ci-actions/kit/host';

/** What a person wants to see of a failure in the summary of the job: what the build printed last, what the scan found. */
export async function summariseFailure(host: Host, thrown: unknown): Promise<void> {
  const markdown = render(thrown);
  if (markdown !== undefined) await host.summarise('publish-image-failed', markdown);
}

function render(thrown: unknown): string | undefined {
  if (thrown instanceof ScanRefused)
    return `### ❌ Not published: the scan found too much\n\n${thrown.result.markdown}`;
  if (!(thrown instanceof BuildFailed)) return undefined;
  const [sentence = ''] = thrown.message.split('\n');
  return `### ❌ The image was not built\n\n${text(sentence)}\n\n${codeBlock(thrown.lastLines.join('\n'))}\n`;
}
