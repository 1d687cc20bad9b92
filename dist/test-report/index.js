// Opens the door `test-report` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('test-report');
