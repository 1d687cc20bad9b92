// The HEALTHCHECK of the image, which has no curl.
const { PORT = '8080' } = process.env;
const { ok } = await fetch(`http://127.0.0.1:${PORT}/health`).catch(() => ({ ok: false }));
process.exitCode = ok ? 0 : 1;
