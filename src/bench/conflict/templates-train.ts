/**
 * Statements that the decisions were tuned on.
 *
 * Form in `statement-template.ts`; figures on these say what was fitted, not what to expect. A table, so the limit on a file's length does not bind it.
 */

export const trainTemplates = `
# home single person
values: Berlin, Paris, Chicago, Madrid, Oslo, Vienna
says: {s} {lives} in {x} | {s} {resides} in {x} | {p} home is in {x} | {s} {is} living in {x}
more: {s} {lives} in {x} with {their} parents | {s} {lives} in a small flat in {x}
denies: {s} {does} not live in {x} | {p} home is not in {x}
changes: {s} moved to {x} | {s} now {lives} in {x} | {s} recently relocated to {x}
ends: {s} no longer {lives} in {x} | {s} used to live in {x} | {s} {does} not live in {x} anymore
near: {s} {has} a brother in {x} | {s} {loves} photos of {x}
# home single thing
subjects: the house, the garage, the kitchen wall
values: red, blue, white, green, yellow
says: {s} is {x} | the colour of {s} is {x} | {s} is painted {x}
more: {s} is {x} with a black roof | {s} is light {x}
denies: {s} is not {x}
changes: {s} was repainted {x} | {s} is now {x}
near: a {x} bus stopped at {s} | {s} needs a {x} lamp
# home multi person
values: a lawn mower, a piano, a coffee machine, two bicycles
says: {s} {owns} {x} | {s} {has} {x} | {s} {has} got {x}
more: {s} {owns} {x} from Italy | {s} {has} {x} that is very old
denies: {s} {does} not own {x} | {s} {does} not have {x}
ends: {s} sold {x} | {s} got rid of {x}
near: {s} borrowed {x} | {s} drew a picture of {x}
# work single person
values: Google, Shopify, Toyota, Netflix, IKEA
says: {s} {works} at {x} | {s} {is} employed by {x} | {p} employer is {x} | {s} {works} for {x}
more: {s} {works} at {x} as an analyst | {s} {works} at {x} three days a week
denies: {s} {does} not work at {x} | {s} {is} not employed by {x}
changes: {s} joined {x} | {s} now {works} at {x} | {s} changed jobs and {works} for {x}
ends: {s} left {their} job at {x} | {s} no longer {works} at {x} | {s} resigned from {x}
near: {s} {uses} a product of {x} | {s} read the history of {x}
# work single person
values: teacher, plumber, lawyer, chef, dentist
says: {s} {is} a {x} | {s} {works} as a {x} | {p} job is {x} | {p} profession is {x}
more: {s} {is} a {x} in a large town | {s} {works} as a {x} for the city
denies: {s} {is} not a {x}
changes: {s} {is} now a {x} | {s} became a {x}
ends: {s} {is} no longer a {x} | {s} used to work as a {x}
near: {s} called a {x} | {p} best friend is a {x}
# work single person
values: Karen, Ahmed, Lucia, Stefan
says: {p} manager is {x} | {p} boss is {x} | {s} {reports} to {x} | {x} is {p} boss
more: {p} manager is {x} from the Berlin office
denies: {p} manager is not {x} | {s} {does} not report to {x}
changes: {p} new manager is {x} | {s} now {reports} to {x}
near: {s} had lunch with {x} | {s} {knows} {x} from school
# health multi person
values: peanuts, shellfish, gluten, cats, dust
says: {s} {is} allergic to {x} | {s} {has} an allergy to {x} | {s} {has} a {x} allergy
more: {s} {is} very badly allergic to {x} since childhood | {s} {is} allergic to {x} and carries pills
denies: {s} {is} not allergic to {x} | {s} {has} no allergy to {x}
near: {s} bought {x} | {p} cousin is allergic to {x}
# health single person
values: 170 cm, 182 cm, 165 cm, 190 cm
says: {s} {is} {x} tall | {p} height is {x} | {s} {measures} {x} in height
more: {s} {is} {x} tall without shoes
denies: {s} {is} not {x} tall
near: {p} bookshelf is {x} tall | {s} jumped {x}
# health multi person
values: asthma, migraines, insomnia, diabetes
says: {s} {suffers} from {x} | {s} {has} {x} | {s} was diagnosed with {x}
more: {s} {suffers} from {x} in winter | {s} {has} had {x} since 2010
denies: {s} {does} not suffer from {x} | {s} {does} not have {x}
ends: {s} no longer {suffers} from {x}
near: {s} donated money for research on {x} | {p} uncle suffers from {x}
# pets multi person
values: a dog, a cat, a horse, two rabbits
says: {s} {has} {x} | {s} {owns} {x} | {s} {is} the owner of {x}
more: {s} {has} {x} named Max | {s} {has} {x} that is five years old
denies: {s} {does} not have {x} | {s} {does} not own {x}
ends: {s} {does} not have {x} anymore | {s} gave {x} away
near: {s} {is} afraid of {x} | {s} painted {x}
# pets single person
values: Simba, Oreo, Felix, Mimi
says: {p} cat is named {x} | {p} cat's name is {x} | {p} cat is called {x}
more: {p} cat is named {x} after a film | {p} fluffy grey cat is named {x}
denies: {p} cat is not named {x}
near: {p} boss is named {x} | {s} read a book by {x}
# travel multi person
values: Japan, Italy, Brazil, Egypt, Canada
says: {s} visited {x} | {s} {has} been to {x} | {s} went to {x} | {s} travelled to {x}
more: {s} visited {x} with {their} sister | {s} visited {x} in April 2022
denies: {s} did not visit {x} | {s} {has} never been to {x}
near: {s} {has} a book about {x} | {s} {likes} music from {x}
# travel single thing
subjects: the hotel in Rome, the hostel, the campsite
values: 80 euros, 120 euros, 65 euros
says: {s} costs {x} a night | a night in {s} costs {x} | the price of {s} is {x} per night
more: {s} costs {x} a night with breakfast
denies: {s} does not cost {x} a night
changes: {s} now costs {x} a night | the price of {s} went up to {x} per night
near: a taxi to {s} costs {x} | {s} was built for {x}
# travel single person
values: June 3, June 12, August 20, September 1
says: {p} flight to Tokyo is on {x} | {s} {flies} to Tokyo on {x} | {p} flight to Tokyo leaves on {x}
more: {p} flight to Tokyo is on {x} at 9 am
denies: {p} flight to Tokyo is not on {x}
changes: {p} flight to Tokyo was moved to {x} | {p} flight to Tokyo was rescheduled to {x}
near: {p} mother's birthday is on {x} | {s} {has} a concert on {x}
# food multi person
values: sushi, pizza, mangoes, olives, tacos
says: {s} {likes} {x} | {s} {loves} {x} | {s} {enjoys} {x} | {s} {is} fond of {x}
more: {s} {likes} {x} with lemon | {s} {likes} {x} for breakfast
denies: {s} {does} not like {x} | {s} {dislikes} {x} | {s} {hates} {x}
near: {s} dropped {x} | {s} {sells} {x}
# food single person
values: tea, coffee, cocoa
says: {s} {prefers} {x} | {p} preference is {x} | {p} favourite drink is {x} 
more: {s} {prefers} {x} with milk
denies: {s} {does} not prefer {x}
changes: {s} now {prefers} {x} | nowadays {s} {prefers} {x}
near: {s} spilled {x} | {s} wrote a poem about {x}
# food multi person
values: meat, dairy, sugar, pork
says: {s} {does} not eat {x} | {s} {avoids} eating {x} | {s} never {eats} {x}
more: {s} {does} not eat {x} on weekdays
denies: {s} {eats} {x}
near: {s} {packs} {x} at work | {s} studied the history of {x}
# tech single thing
subjects: the deploy script, the web client, the build pipeline
values: Node 20, Node 18, Node 22, Node 16
says: {s} needs {x} | {s} requires {x} | {x} is required by {s}
more: {s} needs {x} on every machine | {s} requires {x} because of a parser
denies: {s} does not need {x}
changes: {s} now needs {x} | {s} was upgraded to {x}
near: the author of {s} wrote {x} plugins | {s} was blamed in a talk on {x}
# tech multi thing
subjects: the backend, the dashboard, the crawler
values: Postgres, RabbitMQ, Elasticsearch, Nginx
says: {s} uses {x} | {s} makes use of {x} | {s} is using {x}
more: {s} uses {x} for logs | {s} uses {x} in production
denies: {s} does not use {x}
ends: {s} no longer uses {x} | {s} stopped using {x}
near: {s} was compared with {x} | the designer of {s} dislikes {x}
# tech single person
values: Vim, Emacs, VS Code, Zed
says: {p} editor is {x} | {p} preferred editor is {x} | {p} favourite editor is {x}
more: {p} editor is {x} with a dark theme
denies: {p} editor is not {x}
changes: {p} new editor is {x} | {p} editor is now {x}
near: {s} fixed a bug in {x} | {s} met the founder of {x}
# finance single person
values: 50,000 dollars, 64,000 dollars, 72,000 dollars
says: {s} {earns} {x} a year | {p} salary is {x} per year | {s} {makes} {x} a year
more: {s} {earns} {x} a year before tax
denies: {s} {does} not earn {x} a year
changes: {p} salary was raised to {x} per year | {s} now {earns} {x} a year
near: {s} won {x} | {p} house costs {x}
# finance multi person
values: Tesla, gold, index funds, real estate
says: {s} {invests} in {x} | {s} {has} invested in {x} | {s} put money into {x}
more: {s} {invests} in {x} every month | {s} {invests} in {x} through a broker
denies: {s} {does} not invest in {x}
ends: {s} no longer {invests} in {x} | {s} stopped investing in {x}
near: {s} {writes} articles on {x} | {s} dreams of {x}
# family single person
values: Tom, Julia, Marco, Sarah
says: {s} {is} married to {x} | {p} spouse is {x} | {s} and {x} are married
more: {s} {is} married to {x} since May 2015
denies: {s} {is} not married to {x}
ends: {s} divorced {x} | {s} {is} no longer married to {x}
near: {s} {works} with {x} | {s} called {x} yesterday
# family fixed person
values: March 4, July 19, October 30
says: {p} birthday is on {x} | {s} was born on {x} | {p} date of birth is {x}
more: {s} was born on {x} 1990
denies: {p} birthday is not on {x}
near: {p} exam is on {x} | {p} wife's birthday is on {x}
# family multi person
values: Nina, Paul, Ella, Hugo
says: {s} {has} a sister named {x} | {p} sister is called {x} | {x} is {p} sister
more: {s} {has} a younger sister named {x} | {s} {has} a sister named {x} in Canada
denies: {s} {does} not have a sister named {x}
near: {s} {has} a client named {x} | {s} {watches} films with {x}
# hobbies multi person
values: tennis, chess, the guitar, volleyball
says: {s} {plays} {x} | {s} {is} playing {x} | {s} {knows} how to play {x}
more: {s} {plays} {x} twice a week | {s} {plays} {x} with {their} colleagues
denies: {s} {does} not play {x} | {s} never {plays} {x}
ends: {s} stopped playing {x} | {s} no longer {plays} {x} | {s} used to play {x}
near: {s} {watches} {x} on television | {s} {collects} stamps about {x}
# hobbies single person
values: 5 km, 8 km, 10 km
says: {s} {runs} {x} every morning | every morning {s} {runs} {x} | {s} {jogs} {x} each morning
more: {s} {runs} {x} every morning in the park
denies: {s} {does} not run {x} every morning
changes: {s} now {runs} {x} every morning
near: {p} office is {x} away | {s} {drives} {x} every morning
# schedules single thing
subjects: the team meeting, the yoga class, the interview
values: Tuesday at 10 am, Tuesday at 3 pm, Thursday at 10 am
says: {s} is on {x} | {s} is scheduled for {x} | {s} takes place on {x}
more: {s} is on {x} in the large room
denies: {s} is not on {x}
changes: {s} was moved to {x} | {s} was postponed to {x}
near: the bus after {s} comes on {x} | a reminder for {s} was sent on {x}
# schedules multi person
values: Mondays, Wednesdays, Saturdays
says: {s} {goes} to the gym on {x} | on {x} {s} {goes} to the gym | {s} {hits} the gym on {x}
more: {s} {goes} to the gym on {x} before work
denies: {s} {does} not go to the gym on {x}
near: {s} {calls} {their} mother on {x} | {p} bins are emptied on {x}
# study single person
values: biology, history, economics, physics
says: {s} {majors} in {x} | {p} major is {x} | {s} {is} majoring in {x}
more: {s} {majors} in {x} at Yale
denies: {s} {does} not major in {x}
changes: {s} switched {their} major to {x} | {p} major is now {x}
near: {s} bought a book on {x} | {p} roommate majors in {x}
# study multi person
values: French, Spanish, German, Korean
says: {s} {speaks} {x} | {s} {is} fluent in {x} | {s} can speak {x}
more: {s} {speaks} {x} with {their} grandmother | {s} {speaks} {x} at a basic level
denies: {s} {does} not speak {x} | {s} cannot speak {x}
near: {s} {likes} {x} films | {s} {has} a {x} passport
# support single thing
subjects: ticket 1201, ticket 88, the refund request
values: open, closed, pending, resolved
says: {s} is {x} | the status of {s} is {x} | {s} has status {x}
more: {s} is {x} since Monday
denies: {s} is not {x}
changes: {s} is now {x} | {s} was marked as {x}
near: the author of {s} asked for an {x} account | a note on {s} says {x} soon
# support multi person
values: a broken screen, a late delivery, a missing invoice
says: {s} complained about {x} | {s} filed a complaint about {x} | {s} made a complaint about {x}
more: {s} complained about {x} twice | {s} complained about {x} by phone
denies: {s} did not complain about {x}
near: {s} joked about {x} | {s} asked {their} friend about {x}
# code multi thing
subjects: the payments module, utils/date.ts, the auth middleware
values: a flaky test, a deadlock, an unused import
says: {s} has {x} | there is {x} in {s} | {s} contains {x}
more: {s} has {x} on Windows | there is {x} in {s} since version 2.1
denies: {s} does not have {x} | there is no {x} in {s}
ends: {s} no longer has {x}
near: a blog post on {s} explains {x} | the reviewer of {s} likes {x}
# code single thing
subjects: the request timeout, the session lifetime, the poll interval
values: 10 seconds, 60 seconds, 5 minutes
says: {s} is {x} | {s} is set to {x} | {s} equals {x}
more: {s} is {x} for admins
denies: {s} is not {x}
changes: {s} was changed to {x} | {s} is now {x} | {s} was increased to {x}
near: the fix for {s} took {x} | a demo of {s} lasts {x}
`
