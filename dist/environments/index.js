// Opens the door `environments` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('environments');
