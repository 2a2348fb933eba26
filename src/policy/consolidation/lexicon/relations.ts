/**
 * Relations by concept: `NAME flags: phrase, phrase, ...`; every phrase of a line states the same relation.
 *
 * Flags: `s` one object at a time, `m` several may hold together, `e` something that happened and may happen again, `i` never changes,
 * `y` symmetric, `v` its subject and its `from` change places (borrow is lend the other way round), `x` it ends what the flag's relation
 * states (`x=WORK`), `c` it says that the relation came about. Phrases are base forms; a copula is `be`. Written for this project.
 * A table, so the limit on a file's length does not bind it.
 */

export const relationTable = `
LIVE s: live, live in, live at, reside in, be reside in, dwell in, inhabit, home be in, home be, have home in, make home in, be base in, base in, be locate in, home city be, city of residence be, current city be, place of residence be, have apartment in, residence be in, be live in, be settle in, address be
LIVE sc: move to, relocate to, resettle in, settle in, settle down in, move over to, move out to, move into, move in to, take up residence in
WORK s: work at, work for, be employ by, be employ at, have job at, have job with, employer be, workplace be, job be at, be on staff at, be on the payroll of, be on payroll of, employ by, be employ with, earn living at, be with the company, hold position at, hold post at
WORK sc: find job at, find job, find work at, be hire by, get hire by, start work at, start work for, begin work at, take job at, get job at, accept job at, accept offer from, start job at, land job at
JOB s: work as, job be, profession be, occupation be, be employ as, make living as, earn living as, by profession, by trade, have career as, job title be, hold position of, act as, position be
JOB sc: become, be promote to, get promote to, start work as, be appoint
LEAVE-WORK x=WORK: quit job at, lose job at, lose job, leave job at, resign from, be fire from, be lay off from, be let go from, get fire from, get lay off from, retire from, step down from, quit work at, hand in notice at
LEAVE-LIVE x=LIVE: move away from, move out of, move from
MARRIED sy: be marry to, be marry, wife be, husband be, spouse be, wife, husband, spouse, hubby
MARRIED scy: marry, get married to, tie the knot with, exchange vow with, get marry
LEAVE-MARRIED x=MARRIED: divorce, be divorce, get divorce from, be divorce from, separate from, split from, ex wife, ex husband
DATING sy: date, be in relationship with, go out with, see romantically, be in a relationship with, partner be, girlfriend be, boyfriend be, girlfriend, boyfriend, be together with, partner
LEAVE-DATING x=DATING: break up with, split up with, dump
ENGAGED sy: be engage to, fiance be, fiancee be, fiance, fiancee
BORN sip: be bear in, be bear on, be bear, come into the world
BORN si: birthday be, birthday fall on, birth date be, date of birth be, birthplace be, place of birth be, come into the world, birthday, celebrate birthday on, be bear, hail from, come from, be originally from, be native of, hometown be
GREW-UP si: grow up in, be raise in, spend childhood in, be bring up in
NAMED s: name, name be, be name, be call, go by the name, go by name of, name
AGE s: aged, be aged, age be, year old, year of age, turn age, of age
HEIGHT s: height be, stand tall, be tall, measure in height, tall
WEIGH s: weigh, weight, weight be, body weight, tip the scale at, weigh in at, body weight
COST s: cost, price, price be, cost of be, be price at, sell for, price, retail for
RENT-COST s: rent be, pay in rent, monthly rent be, pay rent of, pay for rent
EARN s: earn, salary, salary be, make a year, income be, wage be, salary
MAJOR s: major in, study for a degree in, major be, be major in, pursue a degree in, pursue degree in, do degree in, study toward a degree in, field of study be, degree subject be
STUDY s: study at, attend university at, be enrol at, be enrol in, enroll at, enrol at, enroll in, be student at, be a student at, go to school at, go to university at, go to college at, attend school at, school be, university be
STUDY sc: start at university, be admit to, get into
LEAVE-STUDY x=STUDY: graduate from, drop out of, finish at, complete study at, finish degree at
LEARN m: learn, study, be learn, take lesson in, take class in, take course in, teach oneself, be teach oneself, pick up
SPEAK m: speak, be fluent in, know how to speak, be able to speak, converse in, communicate in, be speaker of, have a command of, can speak, talk in
KNOW m: know, be proficient in, be skilled in, be familiar with, be experienced in, be experienced with, have experience with, skill include, skill be
NATIVE si: native language be, mother tongue be, first language be, native tongue be
LIKE m: like, love, enjoy, be fond of, be fan of, adore, be keen on, be into, appreciate, take pleasure in, take delight in, have a soft spot for, have soft spot for, be passionate about, be crazy about, be a lover of, be big on, find enjoyable, delight in, get a kick out of, have a liking for, have a thing for, be enthusiastic about, be partial to, relish, find pleasure in
HATE m: hate, detest, loathe, despise, can not stand, can not bear, can not tolerate, abhor, have an aversion to
PREFER s: prefer, would rather have, like well, like better, favour, favor, have preference for, preference be, opt for, would choose, would rather, rather have
FAVOURITE s: favourite, favorite, most beloved, preferred, number one, top pick, top choice, like most, like best, like the most, like the best, love most, love best, love the most, enjoy most, enjoy the most
INTEREST m: be interested in, have interest in, be curious about, interest be, hobby be, hobby include, interest include, pastime be, do as hobby, hobby, pastime
AFRAID m: be afraid of, fear, be scared of, be frighten of, be terrified of, have phobia of, have a fear of, be phobic of, be scare of, be terrify of, frighten by
ALLERGIC mi: be allergic to, allergic to, have an allergy to, have allergy to, suffer from allergy to, allergy be, allergy include, allergy to, be allergic, react badly to, have allergic reaction to, allergy, break out when eat, get allergic reaction from
INTOLERANT mi: be intolerant to, be intolerant of, can not digest, intolerance
DIET s: follow diet, diet be, be on diet, stick to diet, keep diet
HAVE m: have, contain, include, comprise, consist of, own, possess, have get, be owner of, be the owner of, be the proud owner of, be proud owner of, be in possession of
HAVE mc: buy, purchase, acquire, adopt, obtain, get hold of
LEAVE-HAVE x=HAVE: sell, give away, get rid of, lose, throw out, donate, trade in
DRIVE s: drive, get around in, commute by, travel to work by, commute use, go to work by, get to work by
VISIT me: visit, go to, go on trip, travel to, take trip to, make trip to, trip to, go on holiday to, go on holiday in, go on vacation to, vacation in, holiday in, spend time in, fly to, take vacation in, take holiday in, pay visit to, journey to, stop by, drop by, spend vacation in, spend holiday in, go on a trip to, have be to
MEET mey: meet, meet with, run into, bump into, get to know, make acquaintance of, meet up with, catch up with, come across
FRIEND my: be friend with, friend be, be pal with, be buddy with, hang out with, friend, buddy, pal, mate
ATTEND me: attend, take part in, participate in, be present at, show up at, turn up at
WATCH me: watch, see, view
READ me: read, finish read, go through, get through
LISTEN m: listen to, hear
PLAY m: play, be player of, perform on
EAT m: eat, consume, dine on, feed on, have meal of
DRINK m: drink, sip, have a cup of, have cup of
COOK me: cook, make, prepare, bake, whip up
EXERCISE m: exercise, work out, train, do exercise, get exercise, hit the gym, go to the gym
RUN me: run, jog, go for run, go run, go jog, go for a jog, go for a run
SWIM me: swim, go swim, do lap, swim lap
CYCLE m: cycle, bike, ride bike, ride bicycle, go cycle, bicycle, go bike
HIKE me: hike, go hike, trek, go trek, go on hike
TAKE m: take medication, be prescribe, be on medication, take for, be treat with, take, be put on, medicate with
SUFFER mp: be diagnose with, have be diagnose with, get diagnose with
SUFFER m: suffer from, have condition, be ill with, be sick with, struggle with, be suffer from, diagnosis be, have be diagnose with, come down with, have case of, live with condition, get diagnose with
DOCTOR s: doctor be, gp be, physician be, see doctor, primary care doctor, general practitioner be
NEED m: need, require, depend on, rely on, must have, can not run without, can not work without, can not do without, demand, be dependent on, prerequisite be, dependency be
USE m: use, utilise, utilize, make use of, run on, be build with, be build on, be power by, leverage, build with, tool of choice be, adopt use
WRITTENIN s: be write in, write in, be implement in, be code in, be program in
USE mc: switch to, migrate to, change to, upgrade to, convert to, transition to, swap to, move over onto, start use, go over to, port to
DEPLOY s: deploy to, deploy on, be deploy to, be deploy on, be host on, run in, host on, be host at, deployment target be
LISTENPORT s: listen on, run on port, bind to, use port, be serve on, be available on port, port be, be reachable on, be expose on, start on port
SUPPORT m: support, be compatible with, have support for, offer support for
STORE s: store in, be store in, save in, be save in, keep in, be keep in, live in folder, be locate at, location be
SCHEDULED s: be hold, be hold on, be schedule, be set, be plan, be book, be slate, be arrange, be due, be schedule for, take place, be set for, be plan for, be hold on, start at, begin at, be due on, be due, fall on, be slate for, be book for, kick off at, kick off, commence at, be to take place, be arrange for, be reschedule to, appointment be, deadline be, due date be
SCHEDULED scp: be move, be postpone, be push, be push back, be delay, be reschedule, be bring forward, get move, get postpone, get reschedule, get move to, be shift to, be move to, be postpone to, be push to, be bring forward to, be delay until, be delay to, be reschedule for, be reschedule to, be push back to
OWED s: owe, be in debt to, have debt to
LEND e: lend, loan, give as loan, loan out
LEND ev: borrow
GIVE e: give, gift, present with, hand, donate to, hand over
GIVE ev: receive, get from, be give, be gift
SELL e: sell to, sell
TEACH m: teach, give lesson in, be teacher of, instruct, tutor
TEACH v: be teach by, learn from, take lesson from
COMPLAIN me: complain about, complain of, make complaint about, file complaint about, lodge complaint about, complain
WRITE me: write, author, be author of, be the author of, pen, compose, draft
SEND e: send, mail, email, ship, forward, dispatch, post
CALL e: call, phone, telephone, give a call, ring up, make call to
REPAIR e: repair, fix, mend, patch, resolve, sort out, correct, restore, get fix
BREAK e: break, damage, smash, ruin, wreck
CRASH e: crash, go down, fail, break down, stop work, error out, fall over, be down, blow up
MANAGE s: manage, lead, be in charge of, run team, oversee, supervise, be manager of, be responsible for, be lead of, be boss of, head up
REPORTS s: report to, manager be, boss be, supervisor be, be manage by, be supervise by, line manager be, boss, manager
WORKON m: work on, develop, be develop, be busy with
VOLUNTEER m: volunteer at, volunteer for, volunteer with, do volunteer work at, do voluntary work at, help out at, donate time to
MEMBER m: be member of, belong to club, be in the club, be part of, sing in, be on team, be a member of
SUBSCRIBE m: subscribe to, have subscription to, have a subscription to, be subscribe to, be subscriber of, be subscriber to, pay for subscription to, be a subscriber to, sign up for
SUBSCRIBE mc: sign up to, take out subscription to, start subscription to
LEAVE-SUBSCRIBE x=SUBSCRIBE: cancel, unsubscribe from, cancel subscription to, terminate
PLAN s: be on plan, plan be, be on the plan, pay for plan, have plan, subscription tier be, tier be
BANK s: bank with, bank at, have account at, have account with, hold account at, have bank account at, bank be, keep money at, main bank be
INVEST m: invest in, put money in, put money into, hold share of, own share of, own stock in, hold stock in, buy share of, buy stock in, have stake in
SAVE s: save for, put money aside for, set money aside for, save up for, save money for, put aside, set aside
PAY s: pay, spend, shell out, fork out
COLLECT m: collect, gather, be collector of, have collection of
WEAR m: wear, be dress in
SMOKE m: smoke, be smoker
STATUS s: status, status be, have status, have the status, be in state, be mark as, be mark
VALUE s: be set to, equal, be equal to, amount to, value be, be configure to, be configure as, have value of, default to
VALUE sc: be change to, be raise to, be increase to, be lower to, be reduce to, be bump to, go up to, rise to, go down to, drop to, increase to, be decrease to, be cut to, fall to
PAINTED s: be paint, be colour
PAINTED sc: be repaint, be repaint in
TIMEZONE s: time zone be, be in time zone
PASSWORD s: password be, passcode be, pin be
PHONE s: phone number be, number be, can be reach at, mobile number be, cell number be
EMAIL s: email address, email address be, email be, mail address be, can be email at
CAUSE s: be cause by, cause be, root cause be, be due to, come from bug, stem from, result from, happen because of, happen due to, be result of, arise from, be trigger by, be down to
ASSIGNED sc: be reassign to, be hand over to, be transfer to
ASSIGNED s: assignee, be assign to, assignee be, be handle by, be work on by
RAISED s: be report by, be raise by, be open by, be file by
CAN m: be able to, know how to, be capable of, be good at, have ability to, have the ability to
SLEEP s: sleep, get sleep, be asleep for, sleep for
WAKE s: wake up at, get up at, rise at, wake at, be up at, alarm be set for, set alarm for, wake up, get up
BED s: go to bed at, fall asleep at, bedtime be, turn in at, hit the hay at, go to bed
RETIRED s: be retired, be in retirement
PASS e: pass, succeed in, get through exam, clear
WIN e: win, come first in, take first place in, get first place in, take first prize in
FINISH e: finish, complete, be do with, wrap up, conclude, bring to an end
START ce: start, begin, launch, commence, take up, get into habit of
BELIEVE s: be of faith, practise, be follower of, religion be, be adherent of
GROW m: grow, cultivate, plant, raise plant
DIED i: die, pass away, be dead, be decease, lose life
`

/** Stems that ended relations hang on: "quit smoking", "stopped eating meat". */
export const stoppingVerbs =
  'stop quit cease give_up discontinue drop abandon end kick_habit_of swear_off cut_out phase_out'
