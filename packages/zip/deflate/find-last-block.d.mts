export function findLastBlock(stream: Uint8Array): { header: number; end: number };
