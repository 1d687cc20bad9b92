// Opens the door `publish-dags-to-s3` of the bundle that all actions share.
import { open } from '../bundle/index.js';
await open('publish-dags-to-s3');
