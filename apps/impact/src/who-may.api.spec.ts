/** Who may use which route of the impact service, which has those of every service so far: API contract, G5 to G7. */
import { askersOfEveryService, describeWhoMay, routesOfEveryService, startTestService, thingsOfEveryService } from '@fiksu/testing';
import { impact } from './impact.ts';

describeWhoMay({
  name: 'impact',
  start: () => startTestService(impact),
  askers: askersOfEveryService,
  table: routesOfEveryService,
  things: thingsOfEveryService,
});
