/**
 * A log of JSON lines, as CloudWatch and others read it.
 *
 * @param write takes one line, without its end
 */
export function createLog(write) {
  return (level, message, fields = {}) =>
    write(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
}
