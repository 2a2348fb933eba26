/**
 * Names that people often write without a capital: places, first names, firms, products.
 *
 * Used in one place only: a typing error is never read as one of these, since `iraq` is no misspelt `iran`. Names are otherwise
 * recognised by their capital or by not being in the word list.
 */

import { wordSet } from './word-set.ts'

const names = wordSet(`
afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan
bolivia bosnia botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia comoros congo croatia cuba cyprus denmark djibouti dominica
ecuador egypt england eritrea estonia ethiopia fiji finland france gabon gambia georgia germany ghana greece grenada guatemala guinea guyana haiti honduras hungary
iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kiribati korea kosovo kuwait kyrgyzstan laos latvia lebanon lesotho
liberia libya liechtenstein lithuania luxembourg macedonia madagascar malawi malaysia maldives mali malta mauritania mauritius mexico moldova monaco mongolia
montenegro morocco mozambique myanmar namibia nauru nepal netherlands nicaragua niger nigeria norway oman pakistan palau palestine panama paraguay peru philippines
poland portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia somalia spain sudan suriname swaziland sweden switzerland
syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan tuvalu uganda ukraine uruguay uzbekistan vanuatu venezuela vietnam wales yemen
zambia zimbabwe scotland britain america europe africa asia antarctica oceania greenland puerto rico hong kong macau tibet siberia crimea catalonia bavaria
london paris berlin madrid rome vienna prague warsaw budapest athens lisbon dublin oslo stockholm helsinki copenhagen brussels amsterdam bern zurich geneva
moscow kiev kyiv istanbul ankara cairo nairobi lagos accra tunis rabat algiers tripoli tehran baghdad damascus beirut jerusalem riyadh doha dubai delhi mumbai
kolkata chennai bangalore karachi lahore dhaka kabul kathmandu colombo bangkok hanoi saigon manila jakarta seoul tokyo osaka kyoto beijing shanghai taipei sydney
melbourne brisbane perth canberra auckland wellington ottawa toronto montreal vancouver calgary boston chicago houston dallas austin denver seattle portland
phoenix miami atlanta detroit philadelphia cleveland memphis nashville orleans vegas angeles francisco diego antonio york washington baltimore havana lima bogota
quito caracas santiago montevideo brasilia milan naples venice florence turin genoa lyon lyons marseille nice toulouse bordeaux munich hamburg cologne frankfurt
barcelona seville valencia porto krakow gdansk liverpool manchester birmingham leeds bristol glasgow edinburgh cardiff belfast oxford cambridge
alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
massachusetts michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey carolina dakota ohio oklahoma oregon pennsylvania tennessee texas
utah vermont virginia wisconsin wyoming ontario quebec alberta manitoba bengal punjab gujarat kerala rajasthan tamil bihar assam
mercury venus earth mars jupiter saturn uranus neptune pluto
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian
george timothy ronald edward jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick
raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan jeremy walter christian keith roger terry austin sean gerald carl
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa
deborah stephanie rebecca laura helen sharon cynthia kathleen amy angela shirley anna brenda pamela emma nicole samantha katherine christine debra rachel carolyn
janet maria marie heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha
marta clara carla sara sofia sophia julia juliet alice alicia elena helena irene ivan igor pablo pedro carlos juan luis miguel diego jorge hans klaus stefan
ahmed mohammed ali omar hassan fatima aisha priya raj ravi rahul amit anita sunita wei ming chen wang zhang liu kim park lee nguyen
google apple microsoft amazon facebook meta netflix twitter tesla intel nvidia oracle adobe samsung sony nokia huawei toyota honda nissan ford volvo audi bmw
mercedes ferrari boeing airbus pfizer moderna bayer nestle nike adidas walmart target costco ikea starbucks disney pixar marvel android windows linux ubuntu debian
fedora chrome firefox safari opera iphone ipad galaxy pixel kindle alexa siri cortana excel word outlook gmail yahoo bing slack zoom skype whatsapp telegram signal
snapchat instagram tiktok youtube reddit pinterest linkedin paypal stripe venmo visa mastercard uber lyft airbnb postgres mysql sqlite mongodb redis kafka docker
kubernetes jenkins react angular django flask rails spring hadoop spark pandas numpy pytorch tensorflow
aspirin ibuprofen tylenol advil paracetamol metformin insulin warfarin lipitor prozac zoloft xanax valium ativan
`)

export function isKnownName(word: string): boolean {
  return names.has(word)
}
