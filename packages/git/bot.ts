/** Who makes tags and commits: GitHub's own account for workflows, by which its pages show them as the bot's. */
export const bot = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };
